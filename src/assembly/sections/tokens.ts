// The tokens of the section language (spec/mvm.md 3.2).

import type { Place } from './source-text.js'

/** Kinds of tokens, under the names that messages use. */
export type TokenKind =
  | 'identifier'
  | 'instruction'
  | 'keyword'
  | 'label'
  | 'currentptr'
  | 'constant'
  | 'stringconstant'
  | 'asmconstant'
  | 'asmreg'
  | 'operator'
  | 'comma'
  | 'lbrack'
  | 'rbrack'
  | 'eof'

/** A token. */
export interface Token extends Place {
  readonly kind: TokenKind
  /** Names without their prefix; labels with their colon; the contents of strings. */
  readonly text: string
  /** Numbers, named constants and registers; a text says why a number is none that fits. */
  readonly value?: bigint | string
}

/** What comes behind the last token. */
export const END: Token = { kind: 'eof', text: '', offset: 0, length: 0 }

/** Words that begin directives. */
export const KEYWORDS: readonly string[] = ['section', 'entry', 'ascii']
