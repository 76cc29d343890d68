// Takes the fuel out of regions: what is left is what they would cost if nobody limited them. For measuring only.
//
// A region has its fuel in a parameter. It pays by `local.get fuel, i32.const n, i32.sub, local.set fuel` where paths meet and
// where they leave, and checks by `local.get fuel, i32.const n, i32.lt_u`, first of all at its entry. Without that, instructions
// are not counted and no run ends with its fuel. What calls pass on without assigning it is not reduced either. In the place of
// the first check every region pays for one instruction: callers take a region that spends nothing for one that did nothing.

import { LOCALS } from '../src/engines/jit/template-code.js'
import { ByteWriter } from '../src/engines/wasm/bytes.js'
import { type DecodedModule, decodeModule, type FunctionBody } from '../src/engines/wasm/decode.js'
import type { Instruction } from '../src/engines/wasm/instructions.js'
import { HEADER, SECTION } from '../src/engines/wasm/module.js'
import { OP } from '../src/engines/wasm/opcodes.js'
import { ByteReader } from '../src/engines/wasm/reader.js'

/** A module of regions, which exports functions by their addresses, without fuel. Other modules stay as they are. */
export function withoutFuel(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const decoded = decodeModule(bytes)
  if (!decoded.exports.every(({ name }) => /^\d+$/.test(name))) return bytes.slice()
  const regions = regionsIn(decoded)
  const code = new ByteWriter(bytes.length)
  code.unsigned(decoded.bodies.length)
  for (const body of decoded.bodies) {
    const kept = regions.has(body) ? withoutItsFuel(bytes, body) : bytesOf(bytes, body)
    code.unsigned(kept.length)
    code.bytes(kept)
  }
  const module = new ByteWriter(bytes.length)
  module.bytes(bytes.subarray(0, startOfCode(bytes)))
  module.byte(SECTION.code)
  module.unsigned(code.length)
  module.bytes(code.finish())
  return module.finish().slice()
}

/** What gives a pc and the fuel that is left, whether others than the regions of its group reach it or not. */
function regionsIn({ bodies, functions, types }: DecodedModule): ReadonlySet<FunctionBody> {
  return new Set(bodies.filter((_, index) => types[functions[index]].results.length === 2))
}

/** Where the code section begins, which is the last one. */
function startOfCode(bytes: Uint8Array): number {
  const reader = new ByteReader(bytes, HEADER.length)
  for (;;) {
    const at = reader.at
    if (reader.byte() === SECTION.code) return at
    reader.part(reader.unsigned())
  }
}

const bytesOf = (bytes: Uint8Array, { start, instructions }: FunctionBody): Uint8Array =>
  bytes.subarray(start, instructions[instructions.length - 1].end)

const { fuel } = LOCALS
/** What stands for a check: there is always enough. */
const NEVER: readonly number[] = [OP.i32_const, 0]
const PAY_ONE: readonly number[] = [OP.local_get, fuel, OP.i32_const, 1, OP.i32_sub, OP.local_set, fuel]

function withoutItsFuel(bytes: Uint8Array, { start, instructions }: FunctionBody): Uint8Array {
  const kept = new ByteWriter()
  kept.bytes(bytes.subarray(start, instructions[0].start))
  let hasPaid = false
  for (let at = 0; at < instructions.length; at++) {
    if (isPayment(instructions, at)) {
      if (isFuel(instructions[at + 3], 'local.set')) at += 3
      else {
        kept.bytes(bytes.subarray(instructions[at].start, instructions[at].end))
        at += 2
      }
    } else if (isCheck(instructions, at)) {
      if (!hasPaid) kept.bytes(PAY_ONE)
      hasPaid = true
      kept.bytes(NEVER)
      at += 2
    } else kept.bytes(bytes.subarray(instructions[at].start, instructions[at].end))
  }
  return kept.finish()
}

const isPayment = (instructions: readonly Instruction[], at: number): boolean =>
  isFuel(instructions[at], 'local.get') &&
  isPlain(instructions[at + 1], 'i32.const') &&
  isPlain(instructions[at + 2], 'i32.sub')

const isCheck = (instructions: readonly Instruction[], at: number): boolean =>
  isFuel(instructions[at], 'local.get') &&
  isPlain(instructions[at + 1], 'i32.const') &&
  isPlain(instructions[at + 2], 'i32.lt_u')

const isPlain = (instruction: Instruction | undefined, name: string): boolean => instruction?.name === name

const isFuel = (instruction: Instruction | undefined, name: string): boolean =>
  instruction?.name === name &&
  instruction.immediates.kind === 'local' &&
  instruction.immediates.index === fuel
