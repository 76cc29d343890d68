// Prints what ended a command early, and warnings; gives exit statuses.

import { error, type OutputEnvironment, renderDiagnostic, wantsColor, warning } from 'isaforge/core'
import type { Warn } from 'isaforge/engines'
import { EXIT } from './exit-status.js'
import { Failure } from './failure.js'

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

/** Prints what deserves attention and stops nothing. */
export function reportWarning(code: string, message: string): void {
  console.error(renderDiagnostic(warning(code, message), { color: wantsColor(errorOutput()) }))
}

/** Says once that an engine is left out, however many machines want it. */
export function hostWarnings(): Warn {
  const said = new Set<string>()
  return (message) => {
    if (!said.has(message)) reportWarning('untrusted-host', message)
    said.add(message)
  }
}

function internalError(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  const details =
    process.env.ISAFORGE_DEBUG === '1' && cause instanceof Error
      ? (cause.stack ?? '')
      : 'set ISAFORGE_DEBUG=1 to see where'
  return `isaforge: internal error: ${message}\nThis is a bug in isaforge. Please report it with the command and its input; ${details}`
}
