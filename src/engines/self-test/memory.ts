// Questions about loads and stores: every width, sign and byte order, at an unaligned address.

import { type Access, type Constant, normalise } from '../../core/index.js'
import { emitLoad, emitStore } from '../wasm/access.js'
import type { FunctionCode } from '../wasm/code.js'
import { OP } from '../wasm/opcodes.js'
import { GENERATING, type Question, type Result, SCRATCH } from './questions.js'

/** Bytes with and without their highest bit. */
const PATTERN = BigInt.asIntN(64, 0x85f1_7e90_81c2_03d4n)
const STORED = BigInt.asIntN(64, 0x90ab_8def_f123_8567n)
const ADDRESS = SCRATCH + 3
/** Added by the instruction itself. */
const OFFSET = 2

const ORDERS = ['little', 'big'] as const
const WIDTHS = [
  { type: 'i32', widths: [1, 2, 4] },
  { type: 'i64', widths: [1, 2, 4, 8] },
] as const

const ACCESSES: readonly Access[] = ORDERS.flatMap((order) =>
  WIDTHS.flatMap(({ type, widths }) =>
    widths.flatMap((bytes) => [false, true].map((signed) => ({ bytes, order, signed, type }))),
  ),
)
/** Narrow ones, the loads with a sign: few enough for every start. */
export const START_UP_ACCESSES: readonly Access[] = ACCESSES.filter(
  ({ bytes, order, signed, type }) => bytes < 4 && order === 'little' && (signed || type === 'i32'),
)

/** Loads from a pattern, and stores into it. */
export function memoryQuestion(accesses: readonly Access[] = ACCESSES): Question {
  const writes = accesses.filter(({ signed }) => !signed)
  return {
    engines: GENERATING,
    parameters: ['i32', 'i64', 'i64'],
    results: [...accesses.map(loadResult), ...writes.map(storeResult)],
    answers: [
      [
        [ADDRESS, PATTERN, STORED],
        [...accesses.map(loaded), ...writes.map(stored)],
      ],
    ],
  }
}

const nameOf = ({ bytes, order, signed, type }: Access): string =>
  `${8 * bytes} bits, ${order} endian${signed ? ', signed' : ''}, as ${type}`

const loadResult = (access: Access): Result => ({
  name: `a load of ${nameOf(access)}`,
  type: access.type,
  push: (code) => {
    writePattern(code)
    emitLoad(code.get(0), access, OFFSET)
  },
})

function loaded({ bytes, order, signed, type }: Access): Constant {
  const all = inOrder(bytesOfPattern().slice(OFFSET, OFFSET + bytes), order)
  const number = all.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  return normalise(type, signed ? BigInt.asIntN(8 * bytes, number) : number)
}

/** Afterwards both halves of what surrounds the stored bytes, added. */
const storeResult = (access: Access): Result => ({
  name: `a store of ${nameOf(access)}`,
  type: 'i64',
  push: (code) => {
    writePattern(code)
    code.get(0).get(2)
    if (access.type === 'i32') code.op(OP.i32_wrap_i64)
    emitStore(code, access, OFFSET)
    code.get(0).memory(OP.i64_load, 0).get(0).memory(OP.i64_load, 8).op(OP.i64_add)
  },
})

function stored({ bytes, order }: Access): Constant {
  const all = bytesOfPattern()
  const written = Array.from({ length: bytes }, (_, index) => Number((STORED >> BigInt(8 * index)) & 0xffn))
  all.splice(OFFSET, bytes, ...inOrder(written, order))
  const view = new DataView(Uint8Array.from(all).buffer)
  return BigInt.asIntN(64, view.getBigInt64(0, true) + view.getBigInt64(8, true))
}

const inOrder = (bytes: readonly number[], order: Access['order']): readonly number[] =>
  order === 'big' ? [...bytes].reverse() : bytes

/** Puts the pattern to the address twice, one behind the other. */
function writePattern(code: FunctionCode): void {
  for (const offset of [0, 8]) code.get(0).get(1).memory(OP.i64_store, offset)
}

/** The bytes that `writePattern` writes. */
function bytesOfPattern(): number[] {
  const view = new DataView(new ArrayBuffer(16))
  for (const offset of [0, 8]) view.setBigInt64(offset, PATTERN, true)
  return [...new Uint8Array(view.buffer)]
}
