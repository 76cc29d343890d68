// The option that limits the rounds in which addresses settle.

import { type Diagnostic, error } from 'isaforge/core'

/** Reads a limit: a positive whole number. */
export function roundsOf(text: number | string): number | Diagnostic {
  const rounds = Number(text)
  if (/^[0-9]{1,6}$/.test(`${text}`) && rounds > 0) return rounds
  return error('iters-argument', `invalid argument for \`--iters\`: \`${text}\``, {
    help: 'give the number of rounds, 1 or more',
  })
}
