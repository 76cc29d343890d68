// What ends a command early because of something its user can change: one paragraph and a hint, never a stack trace.

import { error, type OutputEnvironment, renderDiagnostic, wantsColor } from 'isaforge/core'
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

/** The standard error output as the diagnostics' renderer wants to know it. */
export const errorOutput = (): OutputEnvironment => ({ isTTY: process.stderr.isTTY, env: process.env })

/** Prints what ended a command and gives the exit status. */
export function reportFailure(cause: unknown): number {
  if (cause instanceof Failure) {
    const diagnostic = error(cause.code, cause.message, { help: cause.hint })
    console.error(renderDiagnostic(diagnostic, { color: wantsColor(errorOutput()) }))
    return cause.status
  }
  console.error(internalError(cause))
  return EXIT.internal
}

function internalError(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  const details =
    process.env.ISAFORGE_DEBUG === '1' && cause instanceof Error
      ? (cause.stack ?? '')
      : 'set ISAFORGE_DEBUG=1 to see where'
  return `isaforge: internal error: ${message}\nThis is a bug in isaforge. Please report it with the command and its input; ${details}`
}
