// Numbers in assembly text: integers in three bases, characters, floats (spec/uvm.md section 7).

import type { Token } from './tokens.js'

const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, '0': 0, '\\': 92, "'": 39 }

/** An integer, and whether it was written as a bit pattern. */
export interface IntegerText {
  readonly value: bigint
  readonly isPattern: boolean
}

/** The integer that a token is, if it is one. */
export function integerOf({ kind, text }: Token): IntegerText | undefined {
  if (kind === 'character') return characterOf(text)
  if (/^[+-]?\d+$/.test(text)) return { value: BigInt(text.replace('+', '')), isPattern: false }
  if (/^0x[0-9a-f]+$/i.test(text) || /^0b[01]+$/i.test(text)) return { value: BigInt(text), isPattern: true }
  return undefined
}

function characterOf(text: string): IntegerText | undefined {
  const inside = /^'(.*)'$/su.exec(text)?.[1]
  if (inside === undefined) return undefined
  const escaped = inside.startsWith('\\') ? ESCAPES[inside.slice(1)] : undefined
  const code = escaped ?? (/^[^\\]$/u.test(inside) ? inside.codePointAt(0) : undefined)
  return code === undefined ? undefined : { value: BigInt(code), isPattern: false }
}

const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const WORDS: Readonly<Record<string, number>> = {
  inf: 0x7f800000,
  '-inf': 0xff800000,
  nan: 0x7fc00000,
}
const view = new DataView(new ArrayBuffer(4))

/** The bit pattern that a token of a float stands for. A decimal is rounded to binary64, then to binary32. */
export function floatBitsOf({ kind, text }: Token): number | undefined {
  if (kind !== 'word') return undefined
  if (Object.hasOwn(WORDS, text)) return WORDS[text]
  if (/^0x[0-9a-f]{1,8}$/i.test(text)) return Number(text)
  if (!FLOAT.test(text)) return undefined
  view.setFloat32(0, Number(text))
  return view.getUint32(0)
}
