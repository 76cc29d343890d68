// What the tests of the assembler share: short ways to assemble and to describe the outcome.
import { type Assembly, assemble, filesOf } from '../../src/assembly/index.js'
import type { Diagnostic, Machine } from '../../src/core/index.js'
import { lrvm } from '../../src/machines/lrvm/index.js'

/** Assembles one text, with further files if there are any. */
export function assembleText(
  text: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
  machine: Machine = lrvm,
): Assembly {
  return assemble({ entry: 'main.lasm', files: filesOf({ 'main.lasm': text, ...files }), machine })
}

/** The image in hexadecimal, or the mistakes. */
export function imageOf(text: string, files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const { image, diagnostics } = assembleText(text, files)
  return image === undefined ? diagnostics.map(described).join('\n') : hexadecimal(image)
}

export const hexadecimal = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** `line:column code marked text`, with the file's name when it is not the main one. */
export function described({ code, labels }: Diagnostic): string {
  const [label] = labels
  if (label === undefined) return code
  const { file, start, end } = label.span
  const { line, column } = file.position(start)
  const name = file.name === 'main.lasm' ? '' : `${file.name}:`
  return `${name}${line}:${column} ${code} ${file.text.slice(start, end)}`.trimEnd()
}

/** The mistakes in a text, one per line. */
export function mistakesIn(
  text: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): string[] {
  return assembleText(text, files).diagnostics.map(described)
}
