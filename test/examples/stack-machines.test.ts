// The examples of uVM and Stack-VM assemble without a diagnostic and print, on every engine, what is written down beside them.
import { readdirSync, readFileSync } from 'node:fs'
import { buildMachine } from 'isaforge/board'
import { ENGINE_NAMES, type EngineName } from 'isaforge/engines'
import { DEFAULT_OPTIONS, stackOf, stackVmKitFor } from 'isaforge/machines/stackvm'
import { uvmKit } from 'isaforge/machines/uvm'
import { describe, expect, test } from 'vitest'

/** More than any example needs. */
const FUEL = 1_000_000

const namesIn = (folder: string, extension: string): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(extension))
    .map((file) => file.slice(0, -extension.length))

const expected = (folder: string, name: string): string =>
  readFileSync(`${folder}/expected/${name}.txt`, 'utf8')

const UVM = 'examples/uvm'
const STACK_VM = 'examples/stackvm'
const stackVmKit = stackVmKitFor(DEFAULT_OPTIONS)

function imageOf(kit: Pick<typeof uvmKit, 'language'>, path: string): Uint8Array {
  const assembled = kit.language?.assemble(path, readFileSync(path, 'utf8'))
  expect(assembled?.diagnostics).toEqual([])
  return assembled?.image ?? new Uint8Array()
}

function printedBy(name: string, engine: EngineName): string {
  let output = ''
  const services = {
    write: (text: string) => {
      output += text
    },
    now: () => 0n,
  }
  const image = imageOf(uvmKit, `${UVM}/${name}.uasm`)
  expect(buildMachine(uvmKit, { image, services, engine }).vm.run(FUEL).kind).toBe('halted')
  return output
}

function topAfter(name: string, engine: EngineName): string {
  const image = imageOf(stackVmKit, `${STACK_VM}/${name}.vm`)
  const services = { write: () => undefined, now: () => 0n }
  const { vm } = buildMachine(stackVmKit, { image, services, engine })
  expect(vm.run(FUEL).kind).toBe('halted')
  return `${stackOf(vm).at(-1)}\n`
}

describe.each(ENGINE_NAMES)('on the %s engine', (engine) => {
  test.each(namesIn(UVM, '.uasm'))('the uVM example %s prints the expected output', (name) => {
    expect(printedBy(name, engine)).toBe(expected(UVM, name))
  })

  test.each(namesIn(STACK_VM, '.vm'))('the Stack-VM example %s leaves the expected result', (name) => {
    expect(topAfter(name, engine)).toBe(expected(STACK_VM, name))
  })
})

describe('the expected output of', () => {
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)
  const lines = (values: readonly unknown[]): string => values.map((value) => `${value}\n`).join('')

  test('factorial is what multiplying gives', () => {
    expect(expected(UVM, 'factorial')).toBe(
      lines(upTo(12).map((number) => upTo(number).reduce((product, factor) => product * factor, 1))),
    )
  })

  test('primes is what no smaller number divides', () => {
    const isPrime = (one: number): boolean => upTo(one).filter((divisor) => one % divisor === 0).length === 2
    expect(expected(UVM, 'primes')).toBe(lines(upTo(99).filter(isPrime)))
  })

  test('newton is each square root twice, as near as floats are', () => {
    const printed = expected(UVM, 'newton').trim().split('\n').map(Number)
    const roots = upTo(10).flatMap((number) => [Math.sqrt(number), Math.sqrt(number)])
    roots.forEach((root, index) => {
      expect(printed[index]).toBeCloseTo(root, 6)
    })
    expect(printed).toHaveLength(20)
  })

  test('the postfix programs is what their expressions are', () => {
    const results = [32 + 22, 366 * 24 * 60 * 60, 10 - 3 + 100 / 4]
    expect(['sum', 'seconds', 'order'].map((name) => Number(expected(STACK_VM, name)))).toEqual(results)
  })
})
