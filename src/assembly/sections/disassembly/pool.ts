// Recovers the constants of a program from the addresses in its code.

import { bytesOfLiteral } from '../mnemonics.js'
import type { CodeLine, LineOperand } from './code-lines.js'

/** Constants by their address. */
export type Pool = ReadonlyMap<bigint, bigint>

type AddressOperand = Extract<LineOperand, { kind: 'address' }>

/** All addresses in a program's code, in order. */
export const addressesIn = (lines: readonly CodeLine[]): readonly AddressOperand[] =>
  lines.flatMap(({ operands }) => operands.filter((operand) => operand.kind === 'address'))

/** Where a pool that ends at `end` may begin, likely places first. */
export function poolStarts(lines: readonly CodeLine[], end: number): readonly number[] {
  const before = addressesIn(lines).filter(({ value, role }) => role !== 'label' && value < end)
  const certain = before.filter(({ role }) => role === 'literal').map(({ value }) => Number(value))
  const possible = before.map(({ value }) => Number(value)).sort((a, b) => b - a)
  const first = certain.length === 0 ? end : Math.min(...certain)
  return [...new Set([first, ...possible.filter((value) => value < first), end])].slice(0, MOST_STARTS)
}

/** More are not tried. */
const MOST_STARTS = 16

/** The constants between two addresses, if the code uses all of them as the assembler would have placed them. */
export function recoverPool(
  image: Uint8Array,
  lines: readonly CodeLine[],
  start: number,
  end: number,
): Pool | undefined {
  const used = addressesIn(lines)
    .filter(({ role, value }) => role === 'literal' || (role === 'either' && isBetween(value, start, end)))
    .map(({ value }) => value)
  const order = [...new Set(used)]
  const isInOrder = order.every((address, index) => index === 0 || address > order[index - 1])
  if (!isInOrder || (order[0] ?? BigInt(end)) !== BigInt(start)) return undefined
  const pool = new Map<bigint, bigint>()
  for (const [index, address] of order.entries()) {
    const next = Number(order[index + 1] ?? end)
    const value = numberIn(image, Number(address), next)
    if (next > end || value === undefined || bytesOfLiteral(value) !== next - Number(address))
      return undefined
    pool.set(address, value)
  }
  return pool
}

const isBetween = (value: bigint, start: number, end: number): boolean => value >= start && value < end

/** The number that some bytes hold, the highest first; undefined when there are too many. */
export function numberIn(image: Uint8Array, start: number, end: number): bigint | undefined {
  if (end <= start || end - start > 8 || end > image.length) return undefined
  return image.subarray(start, end).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
}
