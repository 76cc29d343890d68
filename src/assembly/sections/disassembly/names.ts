// Invents names for the addresses that a program refers to.

import type { CodeLine } from './code-lines.js'
import { addressesIn, type Pool } from './pool.js'

/** Names by address. */
export type Names = ReadonlyMap<number, string>

/** Names what is called, what is jumped to, and what is loaded from; the entry is `start`. */
export function inventNames(lines: readonly CodeLine[], pool: Pool, dataEnd: number): Names {
  const kinds = new Map<number, string>()
  for (const { value } of addressesIn(lines)) {
    if (!pool.has(value)) kinds.set(Number(value), value <= dataEnd ? 'data' : 'label')
  }
  const give = (word: string, name: string): void => {
    for (const line of lines.filter((each) => each.word === word)) {
      for (const { value } of addressesIn([line])) if (value > dataEnd) kinds.set(Number(value), name)
    }
  }
  give('call', 'routine')
  give('entry', 'start')
  const counts = new Map<string, number>()
  const inOrder = [...kinds].sort(([a], [b]) => a - b)
  return new Map(inOrder.map(([address, kind]) => [address, numbered(kind, counts)]))
}

function numbered(kind: string, counts: Map<string, number>): string {
  const count = (counts.get(kind) ?? 0) + 1
  counts.set(kind, count)
  return kind === 'start' && count === 1 ? kind : `${kind}_${count}`
}
