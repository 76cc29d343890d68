// Gives code its addresses. Every jump begins in its short form and is widened if its target lies beyond 255; that is
// repeated until nothing changes. Code only grows, so it ends, and no jump is wider than it has to be.

import { encode, type Instruction, type SourceMap, SourceMapBuilder } from '../../../core/index.js'
import { instructionCalled, wideFormOf } from '../assembly/vocabulary.js'
import { type CodeInstruction, type Item, Label } from './items.js'

/** The largest address that the short form of a jump can hold. */
const NEAREST = 0xff

/** An instruction that has its place. */
export interface Placed {
  readonly address: number
  readonly instruction: Instruction
  readonly item: CodeInstruction
}

/** Code with addresses. */
export interface LaidOut {
  readonly placed: readonly Placed[]
  readonly addresses: ReadonlyMap<Label, number>
  readonly length: number
}

const named = (name: string): Instruction => instructionCalled(name) as Instruction

/** Lays code out; with `keepsShort`, no jump is widened. */
export function layOut(items: readonly Item[], keepsShort: boolean): LaidOut {
  const wide = new Set<CodeInstruction>()
  for (;;) {
    const laidOut = withWide(items, wide)
    const found = keepsShort
      ? []
      : laidOut.placed.filter((one) => !wide.has(one.item) && isTooFar(one, laidOut))
    if (found.length === 0) return laidOut
    for (const { item } of found) wide.add(item)
  }
}

/** Whether the target of a jump lies beyond what its form can hold. */
export function isTooFar({ item: { operand }, instruction }: Placed, { addresses }: LaidOut): boolean {
  return (
    operand instanceof Label &&
    wideFormOf(instruction) !== undefined &&
    addressOf(operand, addresses) > NEAREST
  )
}

function withWide(items: readonly Item[], wide: ReadonlySet<CodeInstruction>): LaidOut {
  const placed: Placed[] = []
  const addresses = new Map<Label, number>()
  let address = 0
  for (const item of items) {
    if (item instanceof Label) {
      addresses.set(item, address)
      continue
    }
    const short = named(item.name)
    const instruction = wide.has(item) ? (wideFormOf(short) ?? short) : short
    placed.push({ address, instruction, item })
    address += instruction.encoding.length
  }
  return { placed, addresses, length: address }
}

const addressOf = (label: Label, addresses: ReadonlyMap<Label, number>): number => addresses.get(label) ?? 0

/** The number that an instruction is encoded with. */
export const operandOf = ({ item: { operand } }: Placed, { addresses }: LaidOut): number | undefined =>
  operand instanceof Label ? addressOf(operand, addresses) : operand

/** The bytes of code. */
export function bytesOf(laidOut: LaidOut): Uint8Array {
  const bytes = new Uint8Array(laidOut.length)
  for (const one of laidOut.placed) {
    const operand = operandOf(one, laidOut)
    const numbers = operand === undefined ? [] : [BigInt(operand)]
    bytes.set(
      encode(
        one.instruction,
        numbers.map(() => 0),
        numbers,
      ),
      one.address,
    )
  }
  return bytes
}

/** The source of every instruction. */
export function sourceMapOf({ placed }: LaidOut): SourceMap {
  const builder = new SourceMapBuilder()
  for (const { address, instruction, item } of placed)
    builder.add(address, instruction.encoding.length, item.span)
  return builder.build()
}

/** What it means when the program fails at an address. */
export const failuresOf = ({ placed }: LaidOut): ReadonlyMap<number, string> =>
  new Map(
    placed.flatMap(({ address, item: { failure } }) =>
      failure === undefined ? [] : [[address, failure] as const],
    ),
  )
