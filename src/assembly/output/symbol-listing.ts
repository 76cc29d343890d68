// The symbols of an assembled program, and their listings (spec/asm-language.md section 17.1).

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

/** The size of the header in front of the program in its file, which Mesen does not count. */
const HEADER_BYTES = 16n

/** Labels for the debugger of the Mesen emulator: places in the program (P) or in memory (R). */
export function mesenLabels(root: AssemblySymbol): string {
  const lines: string[] = []
  for (const { kind, value, bank, fullName } of symbolsBelow(root)) {
    if (kind !== 'label' || value.kind !== 'integer') continue
    const name = fullName.replaceAll('.', '_')
    const { start = 0n, output } = bank ?? { output: 0 }
    if (output === undefined) lines.push(`R:${value.value.toString(16)}:${name}\n`)
    else {
      const place = value.value - start + BigInt(Math.floor(output / 8)) - HEADER_BYTES
      lines.push(`P:${place.toString(16)}:${name}\n`)
    }
  }
  return lines.join('')
}
