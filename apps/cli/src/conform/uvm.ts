// uVM's conformance vectors: assembles, builds the machine of a case, runs it, compares everything (the vectors' README).

import { buildMachine, type ExecutionChoices } from 'isaforge/board'
import type { Stop, VirtualMachine } from 'isaforge/engines'
import {
  assembleText,
  boardOfDepth,
  DEFAULT_DEPTH,
  loadMistake,
  stackOf,
  uvmKit,
} from 'isaforge/machines/uvm'
import { bytesOfHex, hexOfBytes } from './bytes.js'
import type { ConformanceCase, ConformanceSuite } from './suite.js'

/** A case: a text to assemble, code to run, or both. */
export interface UvmCase extends ConformanceCase {
  readonly asm?: string
  readonly code?: string
  readonly errors?: readonly { readonly line: number; readonly kind: string }[]
  readonly depth?: number
  readonly expect?: Readonly<Record<string, unknown>> & { readonly status: string }
}

/** Runs uVM's cases. */
export const uvmSuite: ConformanceSuite = {
  check: (one, choices) => checkUvmCase(one as UvmCase, choices),
}

/** What differs from the expectation, as sentences; empty when the case passes. */
export function checkUvmCase(one: UvmCase, choices: ExecutionChoices): readonly string[] {
  const { asm, code, expect } = one
  return [
    ...(asm === undefined ? [] : assemblerProblems(asm, one)),
    ...(expect === undefined || code === undefined ? [] : executionProblems(one, choices)),
  ]
}

function assemblerProblems(asm: string, { code, errors = [] }: UvmCase): readonly string[] {
  const { image, diagnostics } = assembleText('case.uasm', asm)
  const found = diagnostics.map(({ code: kind, labels: [{ span }] }) => ({
    line: span.file.position(span.start).line,
    kind,
  }))
  return [
    ...compare('the code', image && hexOfBytes(image), code),
    ...compare('the mistakes', JSON.stringify(found), JSON.stringify(errors)),
  ]
}

const compare = (what: string, actual: unknown, wanted: unknown): readonly string[] =>
  actual === wanted ? [] : [`${what}: ${actual}, expected ${wanted}`]

function executionProblems(
  { code = '', depth, expect }: UvmCase,
  choices: ExecutionChoices,
): readonly string[] {
  const actual = observed(bytesOfHex(code), depth ?? DEFAULT_DEPTH, choices)
  return Object.entries(expect ?? {}).flatMap(([what, wanted]) =>
    compare(what, JSON.stringify(actual[what]), JSON.stringify(wanted)),
  )
}

/** More instructions than any case executes. */
const FUEL = 100_000_000

function observed(
  image: Uint8Array,
  depth: number,
  choices: ExecutionChoices,
): Readonly<Record<string, unknown>> {
  const mistake = loadMistake(image)
  if (mistake !== undefined) return { status: 'load-error', kind: mistake.kind }
  let stdout = ''
  const { vm } = buildMachine(uvmKit, {
    image,
    board: boardOfDepth(depth),
    services: {
      write: (text) => {
        stdout += text
      },
      now: () => 0n,
    },
    ...choices,
  })
  const stop = vm.run(FUEL)
  // The engines count a failing instruction, the vectors do not.
  const steps = stop.kind === 'trap' ? vm.retired - 1 : vm.retired
  return { ...ending(stop), stdout, steps, ...stateOf(vm) }
}

/** The pc of a halt is that of the instruction, which is one byte long. */
function ending(stop: Stop): Readonly<Record<string, unknown>> {
  if (stop.kind === 'trap') return { status: 'error', kind: stop.trap, pc: Number(stop.pc) }
  return { status: stop.kind === 'halted' ? 'ok' : stop.kind, pc: Number(stop.pc) - 1 }
}

function stateOf(vm: VirtualMachine): Readonly<Record<string, unknown>> {
  const signed = (name: string): number => Number(vm.register(name)) | 0
  return {
    t: [signed('t0'), signed('t1'), signed('t2')],
    cf: signed('cf'),
    fp: signed('fp'),
    stack: stackOf(vm),
  }
}
