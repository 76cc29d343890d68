// The postfix language of Stack-VM as tools see it, in the extended dialect.

import type { SourceLanguage } from '../../../core/index.js'
import { wordListing } from '../listing.js'
import { compilePostfix } from './compile.js'

/** An image as words; bytes that do not complete one are left out. */
const wordsOf = (image: Uint8Array): Uint32Array =>
  new Uint32Array(new Uint8Array(image).buffer, 0, Math.floor(image.length / Uint32Array.BYTES_PER_ELEMENT))

export const language: SourceLanguage = {
  assemble: (name, text) => {
    const { words, diagnostics } = compilePostfix(name, text, 'extended')
    return { image: words && new Uint8Array(words.slice().buffer), diagnostics }
  },
  disassemble: (image) => Array.from(wordsOf(image), (word) => `${wordListing(word)}\n`).join(''),
  colours: [
    ['comment.line.number-sign', '(?<!\\S)#.*$'],
    ['constant.numeric', '(?<!\\S)-?\\d+(?!\\S)'],
    ['keyword.operator', '(?<!\\S)[-+*/](?!\\S)'],
    ['invalid.illegal', '\\S+'],
  ],
}
