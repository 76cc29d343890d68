// Mistakes in assembly text (spec/uvm.md section 7). A line has at most one: the first that is found.

import { type Diagnostic, error, primary, type SourceFile } from '../../../core/index.js'

/** A part of the text, in UTF-16 units. */
export interface Place {
  readonly start: number
  readonly end: number
}

/** What is wrong with a line. */
export class Mistake {
  constructor(
    /** Its kind, as the specification calls it. */
    readonly kind: string,
    readonly message: string,
    readonly place: Place,
    readonly help?: string,
  ) {}

  /** The mistake as tools show it. */
  diagnostic(file: SourceFile): Diagnostic {
    const { kind, message, place, help } = this
    return error(kind, message, { labels: [primary({ file, ...place })], help })
  }
}
