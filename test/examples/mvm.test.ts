// The MVM examples assemble without a diagnostic, fit the sizes in their files, and do what is written down beside them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { disassembleSections } from 'isaforge/assembly/sections'
import { ENGINE_NAMES } from 'isaforge/engines'
import { mvm, mvmKit, writeProgram } from 'isaforge/machines/mvm'
import { describe, expect, test } from 'vitest'
import { assembled, ran } from '../sections/assembling.js'

const FOLDER = 'examples/mvm'

const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.asm'))
  .map((file) => file.slice(0, -'.asm'.length))

const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')
const expected = (name: string): string => textOf(`${FOLDER}/expected/${name}.txt`)

describe.each(names)('%s', (name) => {
  const { image, diagnostics } = assembled(textOf(`${FOLDER}/${name}.asm`))
  const file = writeProgram(image ?? new Uint8Array())
  const { board, notes } = mvmKit.readProgram?.(file) ?? { board: [], notes: ['there is no loader'] }

  test('assembles without a diagnostic and fits into the memory that its file asks for', () => {
    expect(diagnostics).toEqual([])
    expect(notes).toEqual([])
  })

  test.each(ENGINE_NAMES)('prints the expected output and exits with 0 on the %s engine', (engine) => {
    const input = textOf(`${FOLDER}/input/${name}.txt`)
    const { output, stop } = ran(image ?? new Uint8Array(), { input, engine, board, fuel: 100_000 })
    expect(output).toBe(expected(name))
    expect(stop).toMatchObject({ kind: 'exit', status: 0 })
  })

  test('comes back from its bytes as a program', () => {
    const disassembly = disassembleSections(mvm, image ?? new Uint8Array())
    expect(disassembly?.isStructured).toBe(true)
    expect(assembled(disassembly?.text ?? '').image).toEqual(image)
  })
})

describe('the expected output of', () => {
  test('shout is its input in capital letters', () => {
    expect(expected('shout')).toBe(textOf(`${FOLDER}/input/shout.txt`).toUpperCase())
  })

  test('list is the squares of 12 to 1', () => {
    const squares = Array.from({ length: 12 }, (_, index) => `${(12 - index) ** 2}\n`)
    expect(expected('list')).toBe(squares.join(''))
  })

  test('strings is the word, and the word backwards', () => {
    const backwards = [...'stressed'].reverse().join('')
    expect(expected('strings')).toBe(`stressed is the same backwards as ${backwards}\n`)
  })

  test('calculator is each line computed from left to right', () => {
    const lines = textOf(`${FOLDER}/input/calculator.txt`).trim().split('\n')
    expect(expected('calculator')).toBe(lines.map((line) => `${computed(line)}\n`).join(''))
  })
})

/** A line of numbers and operators, from left to right; division by 0 changes nothing. */
function computed(line: string): bigint {
  const [first, ...others] = line.split(' ')
  let result = BigInt(first)
  for (let index = 0; index < others.length; index += 2) {
    const number = BigInt(others[index + 1])
    if (others[index] === '+') result += number
    else if (others[index] === '-') result -= number
    else if (others[index] === '*') result *= number
    else if (number !== 0n) result /= number
  }
  return result
}

test('every input and every expected output belongs to an example', () => {
  const files = [...readdirSync(`${FOLDER}/expected`), ...readdirSync(`${FOLDER}/input`)]
  expect(files.filter((file) => !names.includes(file.replace('.txt', '')))).toEqual([])
})
