// The --tuning option: switches and thresholds of the JIT, checked against those that there are.

import { didYouMean } from 'isaforge/core'
import { DEFAULT_TUNING, type Tuning } from 'isaforge/engines'
import { usageFailure } from './failure.js'

const NAMES = Object.keys(DEFAULT_TUNING) as (keyof Tuning)[]

/** What the words given to --tuning say; later ones win. */
export function tuningOf(words: readonly string[]): Partial<Tuning> {
  return Object.fromEntries(words.map(setting))
}

function setting(word: string): readonly [keyof Tuning, boolean | number] {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(word) ?? []
  if (name === undefined) {
    const hint = 'write --tuning NAME=VALUE, --tuning threshold=1 for example'
    throw usageFailure('invalid-tuning', `--tuning needs a name and a value, not '${word}'`, hint)
  }
  const known = NAMES.find((one) => one === name)
  if (known === undefined) throw unknownName(name)
  return [known, typeof DEFAULT_TUNING[known] === 'boolean' ? onOrOff(name, value) : amount(name, value)]
}

function unknownName(name: string) {
  const guess = didYouMean(name, NAMES)
  const defaults = NAMES.map((one) => `${one}=${DEFAULT_TUNING[one]}`).join(', ')
  const hint = `${guess === undefined ? '' : `did you mean ${guess}? `}by default: ${defaults}`
  return usageFailure('unknown-tuning', `the JIT has no setting called '${name}'`, hint)
}

function onOrOff(name: string, value: string): boolean {
  if (value === 'true' || value === 'false') return value === 'true'
  throw usageFailure('invalid-tuning', `${name} is a switch and cannot be '${value}'`, 'write true or false')
}

function amount(name: string, value: string): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (Number.isSafeInteger(number)) return number
  throw usageFailure('invalid-tuning', `${name} is a number and cannot be '${value}'`, 'write digits')
}
