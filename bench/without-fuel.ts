// Takes the fuel out of regions: what is left is what they would cost if nobody limited them. For measuring only.
//
// A region has its fuel in a parameter. It pays by `local.get fuel, i32.const n, i32.sub, local.set fuel` and checks by
// `local.get fuel, i32.const n, i32.lt_u`. Without that, instructions are not counted and no run ends with its fuel. One payment
// per entry stays, in front of any loop: callers take a region that spends nothing for one that did nothing.
import { ByteWriter } from '../src/engines/wasm/bytes.js'
import { decodeModule, type FunctionBody } from '../src/engines/wasm/decode.js'
import type { Instruction } from '../src/engines/wasm/instructions.js'
import { OP } from '../src/engines/wasm/opcodes.js'
import { ByteReader } from '../src/engines/wasm/reader.js'

const CODE_SECTION = 10
const HEADER_BYTES = 8

/** From now on every module that this process compiles loses the fuel of its regions. */
export function removeFuelFromRegions(): void {
  WebAssembly.Module = new Proxy(WebAssembly.Module, {
    construct: (target, [bytes]: [Uint8Array]) => new target(withoutFuel(bytes)),
  })
}

/** A module of regions, which exports functions by their addresses, without fuel. Other modules stay as they are. */
export function withoutFuel(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { types, functions, exports, bodies } = decodeModule(bytes)
  if (!exports.every(({ name }) => /^\d+$/.test(name))) return bytes.slice()
  const code = new ByteWriter(bytes.length)
  code.unsigned(bodies.length)
  bodies.forEach((body, index) => {
    const kept = bytesWithoutFuel(bytes, body, types[functions[index]].parameters.length)
    code.unsigned(kept.length)
    code.bytes(kept)
  })
  const module = new ByteWriter(bytes.length)
  module.bytes(bytes.subarray(0, startOfCode(bytes)))
  module.byte(CODE_SECTION)
  module.unsigned(code.length)
  module.bytes(code.finish())
  return module.finish().slice()
}

/** Where the code section begins, which is the last one. */
function startOfCode(bytes: Uint8Array): number {
  const reader = new ByteReader(bytes, HEADER_BYTES)
  for (;;) {
    const at = reader.at
    if (reader.byte() === CODE_SECTION) return at
    reader.part(reader.unsigned())
  }
}

function bytesWithoutFuel(
  bytes: Uint8Array,
  { start, instructions }: FunctionBody,
  parameters: number,
): Uint8Array {
  const kept = new ByteWriter()
  kept.bytes(bytes.subarray(start, instructions[0].start))
  const fuel = Array.from({ length: parameters }, (_, local) => local).find((local) =>
    instructions.some((_, index) => isPayment(instructions, index, local)),
  )
  let hasPaid = fuel === undefined
  for (let at = 0; at < instructions.length; at++) {
    const pays = fuel !== undefined && isPayment(instructions, at, fuel)
    if (!hasPaid && fuel !== undefined && (pays || instructions[at].name === 'loop')) {
      kept.bytes([OP.local_get, fuel, OP.i32_const, 1, OP.i32_sub, OP.local_set, fuel])
      hasPaid = true
    }
    if (pays) at += 3
    else if (fuel !== undefined && isCheck(instructions, at, fuel)) {
      // There is always enough.
      kept.bytes([OP.i32_const, 0])
      at += 2
    } else kept.bytes(bytes.subarray(instructions[at].start, instructions[at].end))
  }
  return kept.finish()
}

const isPayment = (instructions: readonly Instruction[], at: number, fuel: number): boolean =>
  isLocal(instructions[at], 'local.get', fuel) &&
  isPlain(instructions[at + 1], 'i32.const') &&
  isPlain(instructions[at + 2], 'i32.sub') &&
  isLocal(instructions[at + 3], 'local.set', fuel)

const isCheck = (instructions: readonly Instruction[], at: number, fuel: number): boolean =>
  isLocal(instructions[at], 'local.get', fuel) &&
  isPlain(instructions[at + 1], 'i32.const') &&
  isPlain(instructions[at + 2], 'i32.lt_u')

const isPlain = (instruction: Instruction | undefined, name: string): boolean => instruction?.name === name

const isLocal = (instruction: Instruction | undefined, name: string, local: number): boolean =>
  instruction?.name === name &&
  instruction.immediates.kind === 'local' &&
  instruction.immediates.index === local
