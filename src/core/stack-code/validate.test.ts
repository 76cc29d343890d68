// What the validator accepts and refuses, and the text of stack code.

import { describe, expect, test } from 'vitest'
import { SourceFile } from '../diagnostics/index.js'
import { mistakesIn, type Operation, type StackFunction, stackCodeText } from './index.js'

const span = { file: new SourceFile('test', ''), start: 0, end: 0 }

function functionOf(name: string, operations: readonly Operation[], parts: Partial<StackFunction> = {}) {
  const body = operations.map((operation) => ({ operation, span }))
  return { name, parameters: 0, result: undefined, locals: [], body, span, ...parts }
}

const push: Operation = { kind: 'push', type: 'int', word: 1 }
const pushFloat: Operation = { kind: 'push', type: 'float', word: 0x3fc00000 }
const end: Operation = { kind: 'return' }
const drop: Operation = { kind: 'drop' }
const label = (number: number): Operation => ({ kind: 'label', label: number })
const jump = (number: number): Operation => ({ kind: 'jump', label: number })
const branch = (number: number): Operation => ({ kind: 'branch', when: true, label: number })
const add: Operation = { kind: 'arithmetic', operator: 'add', type: 'int' }

const locals = [
  { name: 'n', type: 'int', span },
  { name: 'list', type: 'float', length: 3, span },
] as const

const mistakes = (...operations: readonly Operation[]) =>
  mistakesIn({ functions: [functionOf('main', operations, { locals })] })

describe('the validator accepts', () => {
  test('a loop whose condition is behind its body', () => {
    expect(
      mistakes(push, { kind: 'set', local: 0 }, jump(1), label(0), label(1), push, branch(0), end),
    ).toEqual([])
  })

  test('a label with words on the stack, if there are the same ones on every way', () => {
    expect(mistakes(push, push, branch(0), push, add, label(0), drop, end)).toEqual([])
  })
})

describe('the validator refuses', () => {
  test.each<[string, readonly Operation[], string]>([
    ['too few words', [add, end], 'arithmetic takes [int,int], not []'],
    [
      'words of another type',
      [push, pushFloat, add, drop, end],
      'arithmetic takes [int,int], not [int,float]',
    ],
    ['words that are left at the end', [push, end], 'words are left at the end'],
    ['a function without an end', [push, drop], 'the function has no end'],
    ['operations that nothing leads to', [end, push, drop], 'nothing leads to push'],
    ['jumps to nowhere', [jump(7)], 'there is no label 7'],
    ['labels that are placed twice', [label(0), label(0), end], 'label 0 is placed twice'],
    [
      'labels with different stacks',
      [push, push, branch(0), drop, label(0), end],
      'the stack is [] here and [int]',
    ],
    ['locals that are not there', [{ kind: 'get', local: 2 }, drop, end], 'there is no such local'],
    ['arrays as words', [{ kind: 'get', local: 1 }, drop, end], 'list is of the other sort'],
    [
      'elements outside',
      [{ kind: 'get-element-at', local: 1, index: 3 }, drop, end],
      'list has no element 3',
    ],
    ['functions that are not there', [{ kind: 'call', function: 1 }, end], 'there is no such function'],
  ])('%s', (_, operations, message) => {
    expect(mistakes(...operations).join()).toContain(message)
  })

  test('programs without a beginning, or with one that has a result', () => {
    expect(mistakesIn({ functions: [] })).toEqual(['there is no function'])
    const main = functionOf('main', [push, end], { result: 'int' })
    expect(mistakesIn({ functions: [main] })).toEqual(['the first function has parameters or a result'])
  })
})

test('the text has one operation per line', () => {
  const half = functionOf(
    'half',
    [{ kind: 'get', local: 0 }, pushFloat, { kind: 'arithmetic', operator: 'div', type: 'float' }, end],
    {
      parameters: 1,
      result: 'float',
      locals: [{ name: 'x', type: 'float', span }],
    },
  )
  const main = functionOf(
    'main',
    [
      label(0),
      pushFloat,
      { kind: 'call', function: 1 },
      { kind: 'set-element-at', local: 1, index: 2 },
      { kind: 'print-text', text: 'a\n' },
      push,
      branch(0),
      { kind: 'fail', message: 'no' },
    ],
    { locals },
  )
  expect(stackCodeText({ functions: [main, half] })).toBe(`function main()
  local n: int
  local list: float[3]
  @0:
    push float 1.5
    call half
    set-element-at list[2]
    print-text "a\\n"
    push int 1
    branch true @0
    fail "no"

function half(x: float): float
    get x
    push float 1.5
    arithmetic div float
    return
`)
})
