// Calls, returns, pushes and pops against the specification, written down step by step (spec/mvm.md 4.4).

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildMachine } from '../../board/index.js'
import { boardOf, memory, mvmKit } from './index.js'

const MEMORY = 700n
const STACK = 400n
const BASE = MEMORY - STACK

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value)
const [CALL, ACC, IP, SP, FP] = [9, 10, 11, 12, 13]

/** A failure of the guest, by its text. */
class Fault extends Error {}

/** The specification's machine: every push and pop by itself. */
class Model {
  constructor(
    readonly registers: bigint[],
    readonly bytes: Uint8Array,
  ) {}

  access(address: bigint, count: number): Uint8Array {
    if (address + BigInt(count) > MEMORY) throw new Fault(`segmentation fault (address: ${address})`)
    return this.bytes.subarray(Number(address), Number(address) + count)
  }

  push(value: bigint, count: number): void {
    const top = this.registers[SP]
    if (wrap(top + BigInt(count) - 1n) >= MEMORY) throw new Fault('stack data overflow')
    this.registers[SP] = wrap(top + BigInt(count))
    const target = this.access(top, count)
    for (let index = 0; index < count; index++)
      target[index] = Number((value >> BigInt(8 * (count - 1 - index))) & 0xffn)
  }

  pop(count: number): bigint {
    const at = wrap(this.registers[SP] - BigInt(count))
    if (at < BASE) throw new Fault('pop on empty (or small) stack')
    if (at < this.registers[FP]) throw new Fault('stack pointer goes out of frame')
    const value = this.access(at, count).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
    this.registers[SP] = at
    return value
  }

  save(): void {
    const { registers } = this
    const saved = [registers[SP], ...registers.slice(0, 9), ...[CALL, ACC, IP, FP].map((r) => registers[r])]
    if (wrap(registers[SP] + 112n) > MEMORY) throw new Fault('call stack is overflowed')
    for (const value of saved) this.push(value, 8)
    registers[FP] = registers[SP]
  }

  restore(): void {
    const { registers } = this
    if (registers[FP] <= BASE) throw new Fault('empty call stack is being popped')
    while (registers[SP] > registers[FP]) this.pop(1)
    registers[FP] = wrap(registers[FP] - 8n)
    registers[FP] = this.pop(8)
    const [pointer, , call, ...general] = Array.from({ length: 12 }, () => this.pop(8))
    const stack = this.pop(8)
    registers.splice(0, 9, ...general.reverse())
    Object.assign(registers, { [SP]: stack, [IP]: pointer, [CALL]: call })
  }
}

/** Where things go wrong: around the borders of stack and memory, and around the end of all addresses. */
const address = fc.oneof(
  fc.bigInt({ min: BASE - 20n, max: BASE + 20n }),
  fc.bigInt({ min: BASE + 90n, max: BASE + 240n }),
  fc.bigInt({ min: MEMORY - 130n, max: MEMORY + 20n }),
  fc.bigInt({ min: 0n, max: 130n }),
  fc.bigInt({ min: 2n ** 64n - 130n, max: 2n ** 64n - 1n }),
)

interface Start {
  readonly stack: bigint
  readonly frame: bigint
  readonly saved: bigint
}

const start: fc.Arbitrary<Start> = fc.oneof(
  fc.record({ stack: address, frame: address, saved: address }),
  // Returns that are possible, or nearly.
  fc.record({ frame: address, above: fc.bigInt({ min: -2n, max: 9n }), saved: address }).map((given) => ({
    ...given,
    stack: wrap(given.frame + given.above),
  })),
)

/** Registers and memory before the instruction; a saved frame pointer lies where a return looks for it. */
function prepared({ stack, frame, saved }: Start): Model {
  const registers = Array.from({ length: 15 }, (_, number) => BigInt(1000 + number))
  registers[SP] = stack
  registers[FP] = frame
  const bytes = Uint8Array.from({ length: Number(MEMORY) }, (_, index) => (index * 7) & 0xff)
  const at = wrap(frame - 8n)
  if (at + 8n <= MEMORY) new DataView(bytes.buffer).setBigUint64(Number(at), saved)
  return new Model(registers, bytes)
}

/** Where the instruction lies: not where anything else is. */
const PLACE = 200

interface Instruction {
  readonly code: readonly number[]
  readonly does: (model: Model) => void
}

const push = (opcode: number, count: number): Instruction => ({
  code: [opcode, 3],
  does: (model) => {
    const offset = wrap(model.registers[SP] - model.registers[FP])
    model.push(model.registers[3], count)
    model.registers[3] = offset
  },
})

const pop = (opcode: number, count: number): Instruction => ({
  code: [opcode, 3],
  does: (model) => {
    model.registers[3] = model.pop(count)
  },
})

const INSTRUCTIONS: Readonly<Record<string, Instruction>> = {
  call: {
    code: [0x27, 0, 0, 0, 0, 0, 0, 0, 99],
    does: (model) => {
      model.save()
      model.registers[IP] = 99n
    },
  },
  ret: { code: [0xf1], does: (model) => model.restore() },
  push8: push(0x30, 1),
  push16: push(0x31, 2),
  push64: push(0x33, 4),
  pop8: pop(0x34, 1),
  pop32: pop(0x36, 4),
  pop64: pop(0x37, 8),
}

/** What an instruction of the model leaves behind, or how it fails. */
function expected(model: Model, { code, does }: Instruction): unknown {
  model.registers[IP] = BigInt(PLACE + code.length)
  try {
    does(model)
    return { registers: model.registers, memory: [...model.bytes] }
  } catch (cause) {
    if (cause instanceof Fault) return cause.message
    throw cause
  }
}

const services = { write: () => undefined, now: () => 0n }
const image = Uint8Array.of(1)
const board = boardOf({ memory: MEMORY, stack: STACK }) ?? []
const { vm } = buildMachine(mvmKit, { image, board, services, engine: 'reference' })
const names = vm.machine.registers[0].names

/** The same of the machine. */
function observed({ registers, bytes }: Model): unknown {
  vm.writeMemory(memory, 0n, bytes)
  names.forEach((name, index) => {
    vm.setRegister(name, registers[index])
  })
  vm.pc = BigInt(PLACE)
  const stop = vm.run(1)
  if (stop.kind === 'trap') return stop.message
  const contents = [...vm.readMemory(memory, 0n, Number(MEMORY))]
  return { registers: names.map((name) => vm.register(name)), memory: contents }
}

describe.each(Object.entries(INSTRUCTIONS))('%s', (_, instruction) => {
  test('does what its steps do, or fails at the first one that cannot be done', () => {
    const property = fc.property(start, (given) => {
      const model = prepared(given)
      model.bytes.set(instruction.code, PLACE)
      const found = observed(model)
      expect(found).toEqual(expected(model, instruction))
    })
    fc.assert(property, { numRuns: 1500, seed: 2026 })
  })
})
