// Compiled stack code computes what the operations mean, with the instructions that are expected.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildMachine } from '../../../board/index.js'
import { SourceFile } from '../../../core/index.js'
import {
  arithmetic,
  converted,
  holds,
  type Local,
  mistakesIn,
  negated,
  type Operation,
  type Relation,
  type StackProgram,
  squareRoot,
  type WordType,
} from '../../../core/stack-code/index.js'
import { boardOfDepth, stackOf, uvmKit } from '../index.js'
import { compiler } from './index.js'

const file = new SourceFile('test', '0123456789')
const span = { file, start: 0, end: 1 }

function programOf(operations: readonly Operation[], locals: readonly Local[] = []): StackProgram {
  const body = operations.map((operation, start) => ({ operation, span: { file, start, end: start + 1 } }))
  return { functions: [{ name: 'main', parameters: 0, result: undefined, locals, body, span }] }
}

const push = (type: WordType, word: number): Operation => ({ kind: 'push', type, word })
const END: Operation = { kind: 'return' }

/** Compiles operations that leave a word, and gives that word, or how the program failed. */
function wordFrom(...operations: readonly Operation[]): number | string {
  const program = programOf([...operations, { kind: 'print', type: 'int' }, END])
  const { image = new Uint8Array() } = compiler.compile(program, {})
  let printed = ''
  const services = {
    write: (text: string) => {
      printed += text
    },
    now: () => 0n,
  }
  const { vm } = buildMachine(uvmKit, { image, board: boardOfDepth(16), services, engine: 'interpreter' })
  const stop = vm.run(1000)
  return stop.kind === 'trap' ? stop.trap : Number(printed)
}

const word = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.constantFrom(
    0,
    1,
    -1,
    -(2 ** 31),
    2 ** 31 - 1,
    0x7fc00000,
    0x7f800000,
    0xff800000 | 0,
    0x80000000 | 0,
    0x3f800000,
    1,
  ),
)
const type = fc.constantFrom<WordType>('int', 'float')
const RELATIONS: readonly Relation[] = ['eq', 'ne', 'lt', 'le', 'gt', 'ge']

describe('the arithmetic of stack code is that of the machine:', () => {
  test('operators', () => {
    const operator = fc.constantFrom('add', 'sub', 'mul', 'div', 'rem')
    fc.assert(
      fc.property(operator, type, word, word, (one, of, a, b) => {
        const wanted = arithmetic(one, of, a, b) ?? 'divide-by-zero'
        expect(wordFrom(push(of, a), push(of, b), { kind: 'arithmetic', operator: one, type: of })).toBe(
          wanted,
        )
      }),
      { numRuns: 1000 },
    )
  })

  test('operations on one word', () => {
    fc.assert(
      fc.property(type, word, (of, a) => {
        expect(wordFrom(push(of, a), { kind: 'negate', type: of })).toBe(negated(of, a))
        expect(wordFrom(push('float', a), { kind: 'square-root' })).toBe(squareRoot(a))
        expect(wordFrom(push('float', a), { kind: 'convert', to: 'int' })).toBe(converted('int', a))
        expect(wordFrom(push('int', a), { kind: 'convert', to: 'float' })).toBe(converted('float', a))
      }),
      { numRuns: 500 },
    )
  })
})

describe('a relation', () => {
  /** Operands as constants, and as sums, which cannot be swapped for nothing. */
  const operands = (of: WordType, a: number, b: number, areSimple: boolean): readonly Operation[] =>
    areSimple
      ? [push(of, a), push(of, b)]
      : [push(of, a), push(of, b), push(of, 0), { kind: 'arithmetic', operator: 'add', type: of }]

  test.each(RELATIONS)('%s is the same as a value and as a condition', (relation) => {
    fc.assert(
      fc.property(type, word, fc.option(word), fc.boolean(), (of, a, other, areSimple) => {
        const b = other ?? a
        const wanted = holds(relation, of, a, b) ? 1 : 0
        const compared: Operation[] = [
          ...operands(of, a, b, areSimple),
          { kind: 'compare', relation, type: of },
        ]
        expect(wordFrom(...compared)).toBe(wanted)
        for (const when of [true, false]) {
          const jumped = wordFrom(
            push('int', 5),
            ...compared,
            { kind: 'branch', when, label: 0 },
            { kind: 'drop' },
            push('int', 6),
            { kind: 'label', label: 0 },
          )
          expect(jumped).toBe(wanted === (when ? 1 : 0) ? 5 : 6)
        }
      }),
      { numRuns: 300 },
    )
  })

  test.each<[Relation, WordType, string]>([
    ['eq', 'int', 'icmp jc'],
    ['gt', 'int', 'icmp idrop iloadcf jc'],
    ['ge', 'int', 'icmp iloadcf iadd jc'],
    ['le', 'float', 'fcmp iloadcf isub jc'],
    ['lt', 'float', 'fcmp idrop iloadcf jc'],
    ['lt', 'int', 'icmp iloadcf isub jc'],
    ['ne', 'float', 'fcmp jc jmp'],
  ])('%s of two %ss before a jump takes few instructions', (relation, of, wanted) => {
    const { assembly } = compiler.compile(
      programOf([
        { kind: 'label', label: 0 },
        push(of, 1),
        push(of, 2),
        { kind: 'compare', relation, type: of },
        { kind: 'branch', when: true, label: 0 },
        END,
      ]),
      {},
    )
    const mnemonics = [...assembly.matchAll(/^ +(\w+)/gm)].map(([, one]) => one)
    expect(mnemonics.slice(2, -1).join(' ')).toBe(wanted)
  })
})

describe('an element with a computed index', () => {
  test.each([1, 2, 3, 7, 100])(
    'is found among %d, and outside the program fails where the index is used',
    (length) => {
      const locals: readonly Local[] = [
        { name: 'list', type: 'int', length, span },
        { name: 'index', type: 'int', span },
      ]
      for (const index of [-(2 ** 31), -1, 0, 1, length >> 1, length - 1, length, 2 ** 31 - 1]) {
        const sets = Array.from({ length }, (_, at): Operation[] => [
          push('int', 10 * at),
          { kind: 'set-element-at', local: 0, index: at },
        ])
        const operations: Operation[] = [
          ...sets.flat(),
          push('int', index),
          push('int', 7),
          { kind: 'set-element', local: 0 },
          push('int', index),
          { kind: 'get-element', local: 0 },
          { kind: 'print', type: 'int' },
          END,
        ]
        const program = programOf(operations, locals)
        expect(mistakesIn(program)).toEqual([])
        const { image = new Uint8Array(), failures } = compiler.compile(program, {})
        let printed = ''
        const services = {
          write: (text: string) => {
            printed += text
          },
          now: () => 0n,
        }
        const { vm } = buildMachine(uvmKit, { image, services })
        const { kind } = vm.run(10_000)
        const isInside = index >= 0 && index < length
        expect([kind, printed]).toEqual(isInside ? ['halted', '7\n'] : ['trap', ''])
        if (!isInside) expect(failures.get(Number(vm.pc))).toContain(`0 to ${length - 1}`)
      }
    },
  )
})

test('a jump is one byte where its target allows it, and no wider than it has to be', () => {
  const filler = (count: number): readonly Operation[] =>
    Array.from({ length: count }, () => [push('int', 1), { kind: 'drop' } as const]).flat()
  for (let count = 35; count < 50; count++) {
    const { image = new Uint8Array(), sourceMap } = compiler.compile(
      programOf([
        push('int', 1),
        { kind: 'branch', when: true, label: 0 },
        ...filler(count),
        { kind: 'label', label: 0 },
        END,
      ]),
      {},
    )
    const [branch, target] = [sourceMap.addressesIn({ file, start: 1, end: 2 })[0], image.length - 1]
    expect(image[branch]).toBe(target - 3 <= 255 && target <= 255 ? 0x0b : 0x29)
    expect(image[branch + 1]).toBe(target & 0xff)
  }
})

test('room for the frame is made although a value is used as soon as it is set', () => {
  const locals: readonly Local[] = [
    { name: 'once', type: 'int', span },
    { name: 'list', type: 'int', length: 2, span },
  ]
  const program = programOf(
    [
      push('int', 1),
      { kind: 'set', local: 0 },
      { kind: 'get', local: 0 },
      { kind: 'branch', when: true, label: 0 },
      { kind: 'label', label: 0 },
      push('int', 2),
      { kind: 'fill', local: 1 },
      { kind: 'get-element-at', local: 1, index: 1 },
      { kind: 'print', type: 'int' },
      END,
    ],
    locals,
  )
  const { image = new Uint8Array() } = compiler.compile(program, {})
  const services = { write: () => undefined, now: () => 0n }
  expect(buildMachine(uvmKit, { image, services }).vm.run(100).kind).toBe('halted')
})

test('variables that are never needed together share a register, and arrays share slots', () => {
  const locals: readonly Local[] = Array.from({ length: 300 }, (_, at) => ({
    name: `n${at}`,
    type: 'int',
    span,
  }))
  const uses = locals.flatMap((_, local): Operation[] => [
    push('int', local),
    { kind: 'set', local },
    { kind: 'get', local },
    { kind: 'print', type: 'int' },
  ])
  const { image = new Uint8Array(), diagnostics } = compiler.compile(programOf([...uses, END], locals), {})
  expect(diagnostics).toEqual([])
  const services = { write: () => undefined, now: () => 0n }
  const { vm } = buildMachine(uvmKit, { image, board: boardOfDepth(2), services })
  expect(vm.run(10_000).kind).toBe('halted')
  expect(stackOf(vm)).toEqual([])
  const lists: readonly Local[] = Array.from({ length: 9 }, (_, at) => ({
    name: `a${at}`,
    type: 'int',
    length: 200,
    span,
  }))
  const turns = lists.flatMap((_, local): Operation[] => [
    { kind: 'label', label: local },
    push('int', local),
    { kind: 'fill', local },
    { kind: 'get-element-at', local, index: 199 },
    { kind: 'print', type: 'int' },
  ])
  expect(compiler.compile(programOf([...turns, END], lists), {}).diagnostics).toEqual([])
})
