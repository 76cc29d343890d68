// MVM's assembler vectors: whole files, or every diagnostic with its place (the vectors' README, asm).

import { assembleSections } from 'isaforge/assembly/sections'
import { mvm, writeProgram } from 'isaforge/machines/mvm'
import { hexOfBytes } from './bytes.js'
import type { ConformanceCase } from './suite.js'

interface ExpectedMistake {
  readonly message: string
  readonly code: string
  readonly label: string
  readonly offset: number
  readonly length: number
  readonly line: number
  readonly col: number
  readonly secondary?: { readonly label: string; readonly offset: number; readonly length: number }
}

/** An assembler case. */
export interface MvmAssemblerCase extends ConformanceCase {
  readonly source: string
  readonly release: boolean
  readonly bytes_hex?: string
  readonly constants?: readonly string[]
  readonly stage?: string
  readonly errors?: readonly ExpectedMistake[]
}

/** What differs from the expectation, as sentences; empty when the case passes. */
export function checkAssemblerCase(one: MvmAssemblerCase): readonly string[] {
  const { image, findings, stage, constants } = assembleSections({
    name: 'case.asm',
    text: one.source,
    machine: mvm,
    isRelease: one.release,
  })
  return [
    ...compare('the file', image && hexOfBytes(writeProgram(image)), one.bytes_hex),
    ...compare('the pool', image && constants.join(), one.constants?.join()),
    ...compare('the stage', stage, one.stage),
    ...compare(
      'the diagnostics',
      JSON.stringify(findings.map((found) => sorted(located(one.source, found)))),
      JSON.stringify((one.errors ?? []).map(sorted)),
    ),
  ]
}

const compare = (what: string, actual: unknown, wanted: unknown): readonly string[] =>
  actual === wanted ? [] : [`${what}: ${actual}, expected ${wanted}`]

const sorted = (value: object): object =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'help')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, typeof inner === 'object' ? sorted(inner) : inner]),
  )

/** Adds line and column as the vectors count them: characters behind the last line feed. */
function located<T extends { readonly offset: number }>(source: string, found: T) {
  const before = [...source].slice(0, found.offset)
  const lines = before.join('').split('\n')
  return { ...found, line: lines.length, col: [...(lines.at(-1) ?? '')].length + 1 }
}
