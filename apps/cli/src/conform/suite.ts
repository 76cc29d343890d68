// What a machine, or the assembly language, brings so that its conformance vectors can be run.

import type { ExecutionChoices } from 'isaforge/board'

/** What came of one case: nothing to complain about, what differs, or that nothing here can run it yet. */
export type CaseResult = readonly string[] | 'not supported'

/** One line of a vectors file; what is in it depends on the machine. */
export interface ConformanceCase {
  readonly id: string
  readonly tag?: string
}

/** Runs the cases of one machine, or of the assembly language. */
export interface ConformanceSuite {
  readonly check: (one: ConformanceCase, choices: ExecutionChoices) => CaseResult
}

/** The suites by machine, and that of the assembly language; loaded when needed. */
export const SUITES: Readonly<Record<string, () => Promise<ConformanceSuite>>> = {
  asm: () => import('./asm.js').then((m) => m.assemblySuite),
  lrvm: () => import('./lrvm.js').then((m) => m.lrvmSuite),
  mvm: () => import('./mvm.js').then((m) => m.mvmSuite),
  stackvm: () => import('./stackvm.js').then((m) => m.stackVmSuite),
  uvm: () => import('./uvm.js').then((m) => m.uvmSuite),
}
