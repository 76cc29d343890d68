// Random uVM programs end in the same state on every engine: bytes that are mostly opcodes reach every failure.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildMachine } from '../../board/index.js'
import { ENGINE_NAMES, type EngineName } from '../../engines/index.js'
import { boardOfDepth, stackOf, uvm, uvmKit } from './index.js'

/** Compiles at once, so that short programs reach the JIT. */
const EAGER = { threshold: 1, warmUp: 0, batch: 1 }

const opcode = fc.integer({ min: 0, max: 0x2a })
/** Mostly opcodes and small numbers, which are operands, too. */
const byte = fc.oneof(
  { arbitrary: opcode, weight: 8 },
  { arbitrary: fc.integer({ min: 0, max: 255 }), weight: 1 },
)
const push = fc
  .tuple(fc.constant(0), fc.integer({ min: 0, max: 3 }))
  .map(([code, word]) => [code, word, 0, 0, 0])
const program = fc
  .array(fc.oneof({ arbitrary: push, weight: 2 }, { arbitrary: byte.map((one) => [one]), weight: 3 }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((pieces) => Uint8Array.from(pieces.flat()))

function stateAfter(image: Uint8Array, depth: number, fuel: number, engine: EngineName) {
  let printed = ''
  const services = {
    write: (text: string) => {
      printed += text
    },
    now: () => 0n,
  }
  const { vm } = buildMachine(uvmKit, { image, board: boardOfDepth(depth), services, engine, tuning: EAGER })
  const stop = vm.run(fuel)
  const registers = uvm.registers.flatMap(({ names }) => names.map((name) => `${name}=${vm.register(name)}`))
  return { stop, registers, stack: stackOf(vm), printed, retired: vm.retired }
}

test('every engine does the same with the same bytes, depth and fuel', () => {
  fc.assert(
    fc.property(
      program,
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 3000 }),
      (image, depth, fuel) => {
        const [reference, ...others] = ENGINE_NAMES.map((engine) => stateAfter(image, depth, fuel, engine))
        for (const other of others) expect(other).toEqual(reference)
      },
    ),
    { numRuns: 150 },
  )
})
