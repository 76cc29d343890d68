// What the interpreter counts for a compiler behind it: jumps, wherever they lead.
import { buildMachine } from 'isaforge/board'
import type { GeneratedModule, Tuning } from 'isaforge/engines'
import { lrvmKit } from 'isaforge/machines/lrvm'
import { expect, test } from 'vitest'
import { joined } from './code.js'
import { word } from './fixtures.js'

/** Enough for several slices: between them is compiled what became hot. */
const TURNS = 50_000
/** Warm-ups end after the first slice. Each counts on where the one before ended, because machines of one kind share them. */
const [WARM, WARMER] = [40_000, 100_000]
/** Bytes of code that the interpreter keeps together. */
const WINDOW = 0x10000

/** The names of the modules with regions that are compiled for a program that halts. */
function regionsOf(
  image: Uint8Array,
  tuning: Partial<Tuning>,
  registers: Readonly<Record<string, number>> = {},
): readonly string[] {
  const modules: GeneratedModule[] = []
  const { vm } = buildMachine(lrvmKit, {
    image,
    board: [{ type: 'rom', bytes: 2 * WINDOW }],
    services: { write: () => undefined, now: () => 0n },
    engine: 'jit',
    tuning,
    onModule: (module) => modules.push(module),
  })
  for (const [name, value] of Object.entries(registers)) vm.setRegister(name, value)
  expect(vm.run().kind).toBe('halted')
  expect(vm.register('a0')).toBe(TURNS)
  return modules.map(({ name }) => name).filter((name) => name.startsWith('region'))
}

/** Goes back to an address unless a register has reached a number: the end of a loop. */
const until = (register: string, turns: number, head: number): readonly Uint8Array[] => [
  word('cmp', register, turns),
  word('ifn', 0),
  word('cpy', 'pc', head),
]

/** A program with a loop at an address, to which its last instruction jumps back. */
function loopAt(head: number): Uint8Array {
  const loop = joined(
    word('add', 'a0', 1),
    word('add', 'a1', 'a0'),
    ...until('a0', TURNS, head),
    word('halt'),
  )
  const image = new Uint8Array(head + loop.length)
  image.set(word('cpy', 'pc', head))
  image.set(loop, head)
  return image
}

test.each([
  ['within a window', 0x1000],
  ['from one window back into another', WINDOW - 8],
])('a loop %s becomes hot', (_, head) => {
  expect(regionsOf(loopAt(head), { warmUp: 0, batch: 1 })).toEqual([`region-0x${head.toString(16)}`])
})

/** Loops at 0x0 and, within that, at 0x4. */
const nested = (innerTurns: number): Uint8Array =>
  joined(
    word('cpy', 'a1', 0),
    word('add', 'a1', 1),
    ...until('a1', innerTurns, 0x4),
    word('add', 'a0', 1),
    ...until('a0', TURNS, 0x0),
    word('halt'),
  )

test('a loop within one that is compiled waits for the next turn of that', () => {
  expect(regionsOf(nested(3), { warmUp: WARM })).toEqual(['region-0x0'])
})

test('a loop is compiled without the one around it, which is when the way on from the inner one becomes hot', () => {
  expect(regionsOf(nested(1000), { warmUp: 0, batch: 1 })).toEqual(['region-0x4', 'region-0x14'])
})

test('a loop within one that is compiled is compiled for itself when it turns for long', () => {
  const image = joined(
    word('add', 'a0', 1),
    word('cpy', 'a1', 1),
    word('cmp', 'a0', 600),
    word('if', 0),
    word('cpy', 'a1', 'a3'),
    word('sub', 'a1', 1),
    word('ifn', 0),
    word('cpy', 'pc', 0x14),
    ...until('a0', TURNS, 0x0),
    word('halt'),
  )
  expect(regionsOf(image, { warmUp: 0 }, { a3: 1_000_000 })).toEqual(['region-0x0', 'region-0x14'])
})

test('a loop that is over when compiling begins is not compiled', () => {
  const image = joined(
    word('add', 'a1', 1),
    ...until('a1', 2000, 0x0),
    word('add', 'a0', 1),
    ...until('a0', TURNS, 0x10),
    word('halt'),
  )
  expect(regionsOf(image, { warmUp: 0 })).toEqual(['region-0x0-and-1-more'])
  expect(regionsOf(image, { warmUp: WARMER })).toEqual(['region-0x10'])
})
