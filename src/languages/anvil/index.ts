// Anvil: a small statically checked language for stack machines. Sources become stack code, which machines compile.

import { type Diagnostic, SourceFile } from '../../core/index.js'
import type { StackProgram } from '../../core/stack-code/index.js'
import { check } from './check/program.js'
import { lower } from './lower/program.js'
import { Mistakes } from './mistakes.js'
import { parse } from './parse/parser.js'
import type { CheckedProgram } from './tree.js'

export { colours } from './colours.js'
export { ERROR_CODES, WARNING_CODES } from './mistakes.js'
export type * from './tree.js'
export { type Scalar, type Type, wordTypeOf } from './types.js'

/** The file names of sources end like this. */
export const EXTENSION = '.anvil'

/** What came of a source. */
export interface Translated {
  /** Absent when there are errors. */
  readonly checked: CheckedProgram | undefined
  /** Absent when there are errors. */
  readonly program: StackProgram | undefined
  /** Errors and warnings in the order of the text. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads, checks and lowers a source. Never throws. */
export function translate(name: string, text: string): Translated {
  const file = new SourceFile(name, text)
  const mistakes = new Mistakes(file)
  const checked = check(parse(text, mistakes), mistakes)
  const { hasErrors, list: diagnostics } = mistakes
  return hasErrors
    ? { checked: undefined, program: undefined, diagnostics }
    : { checked, program: lower(checked, file), diagnostics }
}
