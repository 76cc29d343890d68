// What ends a command early because of something its user can change: one paragraph and a hint, never a stack trace.

import { EXIT } from './exit-status.js'

/** Ends the command with a message and an exit status. */
export class Failure extends Error {
  override readonly name = 'Failure'

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** What to do about it. */
    readonly hint?: string,
  ) {
    super(message)
  }
}

/** A wrong option, an unknown name, a file that cannot be read. */
export const usageFailure = (code: string, message: string, hint?: string): Failure =>
  new Failure(EXIT.usage, code, message, hint)

/** A mistake in an image, a board or another input. */
export const inputFailure = (code: string, message: string, hint?: string): Failure =>
  new Failure(EXIT.mistakes, code, message, hint)
