// LRVM's conformance vectors: tells the kinds of case apart (the vectors' README).

import {
  checkAssemblerCase,
  checkDisassemblerCase,
  type LrvmAssemblerCase,
  type LrvmDisassemblerCase,
} from './lrvm-assembly.js'
import { checkMachineCase, type LrvmMachineCase } from './lrvm-machine.js'
import type { ConformanceSuite } from './suite.js'

/** Runs LRVM's cases. Devices and the run tools are not there yet. */
export const lrvmSuite: ConformanceSuite = {
  check: (one, choices) => {
    if ('lasm' in one) return checkAssemblerCase(one as LrvmAssemblerCase)
    if ('text' in one) return checkDisassemblerCase(one as LrvmDisassemblerCase)
    if ('devices' in one) return 'not supported'
    if ('max_cycles' in one) return checkMachineCase(one as LrvmMachineCase, choices)
    return ['this is no case of LRVM: it has neither max_cycles nor lasm nor text']
  },
}
