// Collects what is wrong or odd in a source of Anvil. Codes are in docs/anvil.md; a test holds the two together.

import {
  type Details,
  type Diagnostic,
  Diagnostics,
  error,
  primary,
  type SourceFile,
  type Span,
  warning,
} from '../../core/index.js'
import { MOST_DIAGNOSTICS } from './limits.js'

/** Every mistake that a source can have. */
export const ERROR_CODES = [
  'already-declared',
  'argument-count',
  'array-as-value',
  'array-length',
  'bad-character',
  'bad-number',
  'bad-text',
  'break-outside',
  'not-callable',
  'not-constant',
  'not-assignable',
  'no-result',
  'index-range',
  'missing-return',
  'misplaced',
  'number-range',
  'outer-variable',
  'return-outside',
  'step-zero',
  'syntax',
  'too-deep',
  'unknown-name',
  'wrong-type',
] as const

/** Everything that is odd but works. */
export const WARNING_CODES = ['division-by-zero', 'unreachable', 'unused', 'unused-result'] as const

export type ErrorCode = (typeof ERROR_CODES)[number]
export type WarningCode = (typeof WARNING_CODES)[number]

/** A part of the text, in UTF-16 units. */
export interface Place {
  readonly start: number
  readonly end: number
}

/** What a mistake may have besides its message. */
export interface Remarks {
  readonly help?: string | undefined
  /** What the underlined place is. */
  readonly label?: string
  readonly others?: Details['labels']
}

const UNUSED = 'anvil/unused'

/** The diagnostics of one source. */
export class Mistakes {
  private readonly kept = new Diagnostics(MOST_DIAGNOSTICS)

  constructor(readonly file: SourceFile) {}

  error(code: ErrorCode, place: Place, message: string, remarks: Remarks = {}): void {
    this.kept.add(error(`anvil/${code}`, message, this.details(place, remarks)))
  }

  warning(code: WarningCode, place: Place, message: string, remarks: Remarks = {}): void {
    this.kept.add(warning(`anvil/${code}`, message, this.details(place, remarks)))
  }

  spanOf({ start, end }: Place): Span {
    return { file: this.file, start, end }
  }

  get hasErrors(): boolean {
    return this.kept.hasErrors
  }

  /** In the order of the text. What is not used may be used by what has an error, so that is said only without any. */
  get list(): readonly Diagnostic[] {
    const isCertain = ({ code }: Diagnostic): boolean => !this.hasErrors || code !== UNUSED
    const startOf = ({ labels: [label] }: Diagnostic): number => label?.span.start ?? 0
    return this.kept.list.filter(isCertain).sort((one, other) => startOf(one) - startOf(other))
  }

  private details(place: Place, { help, label = '', others = [] }: Remarks): Details {
    return { labels: [primary(this.spanOf(place), label), ...others], help }
  }
}
