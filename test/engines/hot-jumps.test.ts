// What the interpreter counts for a compiler behind it: jumps, wherever they lead.
import { buildMachine } from 'isaforge/board'
import type { GeneratedModule } from 'isaforge/engines'
import { lrvmKit } from 'isaforge/machines/lrvm'
import { expect, test } from 'vitest'
import { joined } from './code.js'
import { word } from './fixtures.js'

const TURNS = 5000
/** Bytes of code that the interpreter keeps together. */
const WINDOW = 0x10000
/** Only the JIT counts, and it does not wait. */
const TUNING = { warmUp: 0, batch: 1 }

/** The names of the regions that are compiled for a loop at an address, to which its last instruction jumps back. */
function regionsOf(head: number): readonly string[] {
  const modules: GeneratedModule[] = []
  const loop = joined(
    word('add', 'a0', 1),
    word('add', 'a1', 'a0'),
    word('cmp', 'a0', TURNS),
    word('ifn', 0),
    word('cpy', 'pc', head),
    word('halt'),
  )
  const image = new Uint8Array(head + loop.length)
  image.set(word('cpy', 'pc', head))
  image.set(loop, head)
  const { vm } = buildMachine(lrvmKit, {
    image,
    board: [{ type: 'rom', bytes: 2 * WINDOW }],
    services: { write: () => undefined, now: () => 0n },
    engine: 'jit',
    tuning: TUNING,
    onModule: (module) => modules.push(module),
  })
  expect(vm.run().kind).toBe('halted')
  expect(vm.register('a0')).toBe(TURNS)
  return modules.map(({ name }) => name).filter((name) => name.startsWith('region'))
}

test.each([
  ['within a window', 0x1000],
  ['from one window back into another', WINDOW - 8],
])('a loop %s becomes hot', (_, head) => {
  expect(regionsOf(head)).toEqual([`region-0x${head.toString(16)}`])
})
