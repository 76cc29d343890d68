// The symbols of an assembled program, and their listing (spec/asm-language.md section 17.1).

import type { Span } from '../../core/index.js'
import { type AssemblySymbol, symbolsBelow } from '../program/symbols.js'

/** A label or an integer constant. */
export interface SymbolEntry {
  /** With the names of its parents. */
  readonly name: string
  readonly kind: 'label' | 'constant'
  readonly value: bigint
  /** Where it is declared. */
  readonly span: Span
}

/** Labels and integer constants in the order of their declaration, children right after their parent. */
export function symbolEntries(root: AssemblySymbol): SymbolEntry[] {
  const entries: SymbolEntry[] = []
  for (const { kind, value, span, isListed, fullName } of symbolsBelow(root)) {
    if (kind === 'function' || value.kind !== 'integer' || span === undefined || !isListed) continue
    entries.push({ name: fullName, kind, value: value.value, span })
  }
  return entries
}

/** One line `name = 0xVALUE` per symbol. */
export function symbolListing(entries: readonly SymbolEntry[]): string {
  return entries.map(({ name, value }) => `${name} = 0x${value.toString(16)}\n`).join('')
}
