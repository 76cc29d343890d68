// MVM for tools and embedders: the machine, its board, its program files.

import type { MachineKit } from '../../core/index.js'
import { components, type Facts, powerUp } from './components.js'
import { hostFunctions } from './host.js'
import { mvm } from './machine.js'
import { memory } from './memory.js'
import { boardOf, DEFAULT_SIZES, readProgram, writeProgram } from './program-file.js'

export { fits } from './components.js'
export { mvm } from './machine.js'
export { memory } from './memory.js'
export {
  boardOf,
  completed,
  DEFAULT_SIZES,
  type Sizes,
  type SplitFile,
  splitFile,
  writeProgram,
} from './program-file.js'
export { INPUT_ERROR } from './traps.js'

/** Everything tools need to run MVM programs. */
export const mvmKit: MachineKit<Facts> = {
  machine: mvm,
  space: memory,
  components,
  defaultBoard: boardOf(DEFAULT_SIZES) ?? [],
  readProgram,
  writeProgram,
  powerUp,
  host: hostFunctions,
}
