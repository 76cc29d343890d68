// MVM's conformance vectors: tells the kinds of case apart (the vectors' README).

import { checkAssemblerCase, type MvmAssemblerCase } from './mvm-assembly.js'
import { checkCommandLineCase, type MvmCommandLineCase } from './mvm-command-line.js'
import { checkExecutionCase, type MvmExecutionCase } from './mvm-execution.js'
import type { ConformanceSuite } from './suite.js'

/** Runs MVM's cases. */
export const mvmSuite: ConformanceSuite = {
  check: (one, choices) => {
    if ('program_hex' in one) return checkExecutionCase(one as MvmExecutionCase, choices)
    if ('source' in one) return checkAssemblerCase(one as MvmAssemblerCase)
    if ('args' in one) return checkCommandLineCase(one as MvmCommandLineCase)
    return ['this is no case of MVM: it has neither program_hex nor source nor args']
  },
}
