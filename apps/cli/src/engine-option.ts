// The --engine option.

import { didYouMean } from 'isaforge/core'
import { ENGINE_NAMES, type EngineChoice } from 'isaforge/engines'
import { usageFailure } from './failure.js'

const CHOICES: readonly EngineChoice[] = ['auto', ...[...ENGINE_NAMES].reverse()]

/** The choices as the help shows them. */
export const ENGINE_CHOICES = CHOICES.join('|')

/** The engine that an option names. */
export function engineNamed(text: string): EngineChoice {
  const found = CHOICES.find((choice) => choice === text)
  if (found !== undefined) return found
  const guess = didYouMean(text, CHOICES)
  const hint = `${guess === undefined ? '' : `did you mean ${guess}? `}engines: ${CHOICES.join(', ')}`
  throw usageFailure('unknown-engine', `there is no engine called '${text}'`, hint)
}
