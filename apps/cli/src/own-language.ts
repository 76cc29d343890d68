// Sources in a language of a machine's own: assembled for the commands, with what is wrong or odd in them shown.

import {
  type AssembledSource,
  type MachineKit,
  renderAll,
  type SourceLanguage,
  wantsColor,
} from 'isaforge/core'
import type { AsmOptions } from './commands/asm.js'
import { usageFailure } from './failure.js'
import { errorOutput } from './failure-report.js'
import { checkSource, type SourceText } from './source-program.js'

/** A machine with a language of its own. */
export type SpeakingKit = MachineKit & { readonly language: SourceLanguage }

/** Whether a machine has a language of its own. */
export const hasOwnLanguage = (kit: MachineKit): kit is SpeakingKit => kit.language !== undefined

/** Assembles a source and prints the diagnostics. */
export function assembleOwnSource(source: SourceText, { language }: SpeakingKit): AssembledSource {
  checkSource(source)
  // A byte order mark is a character like any other, and none of these languages has it.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(source.contents)
  const assembled = language.assemble(source.file, text)
  const rendered = renderAll(assembled.diagnostics, { color: wantsColor(errorOutput()) })
  if (rendered !== '') console.error(rendered)
  return assembled
}

/** Refuses what only the rule language has, and more than one source. */
export function refuseForeignOptions(files: readonly string[], options: AsmOptions, title: string): void {
  const { rules, define, also, format, listing, symbols } = options
  const isForeign =
    rules.length + define.length + also.length > 0 ||
    (format !== undefined && format !== 'binary') ||
    listing === true ||
    symbols === true
  if (isForeign) {
    const hint = 'leave out --rules, --define, --format, --also, --listing and --symbols'
    throw usageFailure('option-of-rules', `sources for ${title} become program files and nothing else`, hint)
  }
  if (files.length > 1)
    throw usageFailure('one-source', `a program for ${title} is one source`, 'name one file')
}
