// Components through which programs speak: the character display and the basic debug component (spec/lrvm.md 13.5, 13.11).

import type { Component, Device } from '../../../core/index.js'
import { CATEGORY, deviceComponent, type Facts, notReadable } from './component.js'

/** The character with a code point; surrogates and numbers beyond Unicode give U+FFFD. */
export function characterOf(word: number): string {
  const code = word >>> 0
  return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code)
}

const characterDisplayDevice: Device<null> = {
  name: 'Character Display',
  summary: 'Writes the character whose code point is stored to it',
  bytes: 4,
  reset: () => null,
  read: () => notReadable,
  write: (_state, _address, word, host) => {
    host.write(characterOf(word))
    return undefined
  },
}

/** A display of single characters. It reports the type "buffered" (decision 18-40). */
export const characterDisplay = (hardwareId: bigint): Component<Facts> =>
  deviceComponent(characterDisplayDevice as Device, hardwareId, CATEGORY.displayBuffered)

const hexadecimal = (magnitude: number, bits: number): string =>
  `0x${magnitude
    .toString(16)
    .toUpperCase()
    .padStart(bits / 4, '0')}`
const decimal = (magnitude: number): string => `${magnitude}`
const unsigned = (word: number, bits: number): number => Number(BigInt.asUintN(bits, BigInt(word)))
const signed = (word: number, bits: number): number => Number(BigInt.asIntN(bits, BigInt(word)))

const withSign = (value: number, text: (magnitude: number) => string): string =>
  value < 0 ? `-${text(-value)}` : text(value)

const WIDTHS = [8, 16, 32] as const

/** What each word of the debug component prints. Only the first eight are inside its 32 bytes (decision 18-39). */
const FORMATS: readonly ((word: number) => string)[] = [
  ...WIDTHS.map((bits) => (word: number) => hexadecimal(unsigned(word, bits), bits)),
  ...WIDTHS.map(
    (bits) => (word: number) => withSign(signed(word, bits), (magnitude) => hexadecimal(magnitude, bits)),
  ),
  ...WIDTHS.map((bits) => (word: number) => decimal(unsigned(word, bits))),
  ...WIDTHS.map((bits) => (word: number) => withSign(signed(word, bits), decimal)),
  (word) => (word === 0 ? 'false' : 'true'),
  characterOf,
  (word) => decimal(word >>> 0),
  () => 'marker',
]

const basicDebugDevice: Device<null> = {
  name: 'Basic Debug Interface',
  summary: 'Prints what is stored to it, one line per word; the word chooses the notation',
  bytes: 32,
  reset: () => null,
  read: () => notReadable,
  write: (_state, address, word, host) => {
    host.write(`[debug:basic] ${FORMATS[address / 4](word)}\n`)
    return undefined
  },
}

/** The basic debug component. */
export const basicDebug = (hardwareId: bigint): Component<Facts> =>
  deviceComponent(basicDebugDevice as Device, hardwareId, CATEGORY.debugBasic)
