// The assembly language of uVM as tools see it.

import type { SourceLanguage } from '../../../core/index.js'
import { uvm } from '../machine.js'
import { assembleText } from './assemble.js'
import { listing, sourceText } from './disassemble.js'

const mnemonics = uvm.instructions.map(({ name }) => name).join('|')

export const language: SourceLanguage = {
  assemble: assembleText,
  disassemble: (image, annotated) => (annotated ? listing(image) : sourceText(image)),
  colours: [
    ['comment.line', '[;#].*$'],
    ['string.quoted.single', "'(?:\\\\.|[^'\\\\])'"],
    ['entity.name.function', '\\b[A-Za-z_]\\w*(?=[ \\t]*:)'],
    ['keyword.control.directive', '\\.byte\\b'],
    ['keyword.operator.mnemonic', `(?i)\\b(?:${mnemonics})\\b`],
    [
      'constant.numeric',
      '[-+]?(?:\\b0x[0-9A-Fa-f]+|\\b0b[01]+|\\b\\d+(?:\\.\\d*)?(?:[eE][-+]?\\d+)?|\\.\\d+)\\b',
    ],
    ['constant.language', '-?\\b(?:inf|nan)\\b'],
  ],
}
