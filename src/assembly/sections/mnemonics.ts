// The mnemonics of the section language and what they take (spec/mvm.md 3.2, 3.4 and 3.5). Mostly a table.

/** What operands of a mnemonic have to be. */
export type OperandRule =
  | 'nothing'
  | 'label'
  | 'interrupt'
  | 'register'
  | 'registers'
  | 'move'
  | 'arithmetic'
  | 'offset'
  | 'numberAndLabel'

/** A mnemonic. */
export interface Mnemonic {
  readonly rule: OperandRule
  readonly operands: 0 | 1 | 2
  /** Bytes that the machine reads where its number lies; absent where the number's own size decides. */
  readonly reads?: number
  /** Whether there is one instruction for each size of number, named with the size, and one for registers. */
  readonly isSized: boolean
}

const WIDTHS = ['8', '16', '32', '64']
const inWidths = (...words: readonly string[]): readonly string[] =>
  words.flatMap((word) => WIDTHS.map((width) => word + width))

const all = (words: readonly string[], mnemonic: Mnemonic): readonly [string, Mnemonic][] =>
  words.map((word) => [word, mnemonic])

/** The mnemonics by word. */
export const MNEMONICS: ReadonlyMap<string, Mnemonic> = new Map([
  ...all(['halt', 'ret'], { rule: 'nothing', operands: 0, isSized: false }),
  ...all(['call', 'jmp', 'jz', 'jnz'], { rule: 'label', operands: 1, isSized: false }),
  ...all(['int'], { rule: 'interrupt', operands: 1, reads: 1, isSized: false }),
  ...all(['dbg', ...inWidths('push', 'pop')], { rule: 'register', operands: 1, isSized: false }),
  ...all(inWidths('load', 'store'), { rule: 'registers', operands: 2, isSized: false }),
  ...all(['mov'], { rule: 'move', operands: 2, isSized: true }),
  ...all(['add', 'sub', 'mul', 'div', 'cmp'], { rule: 'arithmetic', operands: 2, isSized: true }),
  ...all(inWidths('frame', 'peek'), { rule: 'offset', operands: 2, reads: 2, isSized: false }),
  ...all(['je', 'jne'], { rule: 'numberAndLabel', operands: 2, reads: 8, isSized: false }),
])

/** Bytes that a literal takes, and that the instruction for it reads. */
export function bytesOfLiteral(value: bigint): 1 | 2 | 4 | 8 {
  if (value <= 0xffn) return 1
  if (value <= 0xffffn) return 2
  return value <= 0xffff_ffffn ? 4 : 8
}
