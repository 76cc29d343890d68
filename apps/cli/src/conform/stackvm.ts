// Stack-VM's conformance vectors: compiles, runs word by word with the log and again in pieces (the vectors' README).

import { buildMachine, type ExecutionChoices } from 'isaforge/board'
import {
  compilePostfix,
  DEFAULT_OPTIONS,
  type Dialect,
  type StackVmOptions,
  stackOf,
  stackVmKitFor,
  WORD_BYTES,
} from 'isaforge/machines/stackvm'
import { type Ended, runInPieces } from '../stackvm/run-in-pieces.js'
import { runInSteps } from '../stackvm/run-in-steps.js'
import { bytesOfHex } from './bytes.js'
import type { ConformanceCase, ConformanceSuite } from './suite.js'

interface Expectation {
  readonly status: 'ok' | 'fault' | 'load-error' | 'compile-error'
  readonly kind?: string
  readonly pc?: number
  readonly stack?: readonly number[]
  readonly line?: number
  readonly column?: number
  readonly log?: readonly string[]
  readonly checked?: Expectation
}

/** A case: a text to compile, words to run, or both. */
export interface StackVmCase extends ConformanceCase {
  readonly dialect?: Dialect
  readonly source?: string
  readonly words?: readonly string[]
  /** A program file that does not consist of whole words, instead of words. */
  readonly bytes?: string
  readonly expect: Expectation
}

/** Runs Stack-VM's cases. */
export const stackVmSuite: ConformanceSuite = {
  check: (one, choices) => checkStackVmCase(one as StackVmCase, choices),
}

/** What differs from the expectation, as sentences; empty when the case passes. */
export function checkStackVmCase(one: StackVmCase, choices: ExecutionChoices): readonly string[] {
  if (one.bytes !== undefined) return loadProblems(bytesOfHex(one.bytes), one.expect)
  const dialects: readonly Dialect[] = one.dialect === undefined ? ['reference', 'extended'] : [one.dialect]
  return dialects.flatMap((dialect) =>
    [...compilerProblems(one, dialect), ...executionProblems(one, dialect, choices)].map(
      (problem) => `${dialect}: ${problem}`,
    ),
  )
}

const compare = (what: string, actual: unknown, wanted: unknown): readonly string[] =>
  JSON.stringify(actual) === JSON.stringify(wanted)
    ? []
    : [`${what}: ${JSON.stringify(actual)}, expected ${JSON.stringify(wanted)}`]

function loadProblems({ length }: Uint8Array, { status, kind }: Expectation): readonly string[] {
  const isTruncated = length % WORD_BYTES !== 0
  return compare('loading', isTruncated ? ['load-error', 'truncated-word'] : ['ok'], [status, kind])
}

function compilerProblems({ source, words, expect }: StackVmCase, dialect: Dialect): readonly string[] {
  if (source === undefined) return []
  const compiled = compilePostfix('case.vm', source, dialect)
  if (expect.status !== 'compile-error') {
    const digits = compiled.words && Array.from(compiled.words, (word) => word.toString(16).padStart(8, '0'))
    return compare('the words', digits, words)
  }
  const first = compiled.diagnostics.find(({ severity }) => severity === 'error')
  const place = first?.labels[0].span
  return [
    ...compare('the error', first?.code, expect.kind),
    ...(expect.line === undefined
      ? []
      : compare('its place', place?.file.position(place.start), {
          line: expect.line,
          column: expect.column,
        })),
  ]
}

function executionProblems(
  { words, dialect: only, expect }: StackVmCase,
  dialect: Dialect,
  choices: ExecutionChoices,
): readonly string[] {
  if (words === undefined) return []
  // Cases of the extended dialect alone come from a model that only wraps (the vectors' README).
  const isRecorded = only !== 'extended'
  const image = new Uint8Array(Uint32Array.from(words, (word) => Number.parseInt(word, 16)).buffer)
  const wrapping = { ...DEFAULT_OPTIONS, dialect }
  const checkedProblems = (): readonly string[] => {
    const options = { ...wrapping, isChecked: true }
    const problems = outcomeProblems(options, image, expect.checked ?? expect, choices)
    return problems.map((problem) => `checked: ${problem}`)
  }
  return [
    ...outcomeProblems(wrapping, image, expect, choices),
    ...(isRecorded ? checkedProblems() : []),
    ...(expect.log === undefined ? [] : logProblems(wrapping, image, expect.log, choices)),
  ]
}

/** Whole runs on the engine, and the same in pieces. */
function outcomeProblems(
  options: StackVmOptions,
  image: Uint8Array,
  expect: Expectation,
  choices: ExecutionChoices,
): readonly string[] {
  const wanted = {
    status: expect.status,
    ...(expect.kind === undefined ? {} : { kind: expect.kind }),
    pc: expect.pc,
    ...(expect.stack === undefined ? {} : { stack: expect.stack }),
  }
  return [
    ...compare('the outcome', facts(runAtOnce(options, image, choices)), wanted),
    ...compare('in pieces', facts(runInPieces(options, piecesOf(image), choices)), wanted),
  ]
}

const facts = (ended: Ended) =>
  ended.kind === 'halted'
    ? { status: 'ok', pc: ended.pc, stack: ended.stack }
    : { status: 'fault', kind: ended.fault, pc: ended.pc }

/** More words than any case has. */
const FUEL = 1_000_000

function runAtOnce(options: StackVmOptions, image: Uint8Array, choices: ExecutionChoices): Ended {
  const services = { write: () => undefined, now: () => 0n }
  const { vm } = buildMachine(stackVmKitFor(options), { image, services, ...choices })
  const stop = vm.run(FUEL)
  if (stop.kind === 'trap') {
    return {
      kind: 'fault',
      pc: Number(stop.pc) / WORD_BYTES,
      fault: stop.trap,
      message: stop.message,
      word: undefined,
    }
  }
  // The pc of a machine that halted is behind the HALT.
  return { kind: 'halted', pc: Number(stop.pc) / WORD_BYTES - 1, stack: stackOf(vm) }
}

/** So few words that even short programs have several pieces. */
const PIECE_BYTES = 12

function piecesOf(image: Uint8Array): (into: Uint8Array) => number {
  let at = 0
  return (into) => {
    const piece = image.subarray(at, at + PIECE_BYTES)
    into.set(piece)
    at += piece.length
    return piece.length
  }
}

function logProblems(
  options: StackVmOptions,
  image: Uint8Array,
  lines: readonly string[],
  choices: ExecutionChoices,
): readonly string[] {
  const log = [...runInSteps(options, image, choices)].join('')
  return compare('the log', log.split('\n').slice(0, -1), lines)
}
