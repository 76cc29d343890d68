// uVM for tools and embedders: the machine, its board, its printing.

import type { MachineKit } from '../../core/index.js'
import { language } from './assembly/language.js'
import { compiler } from './compile/index.js'
import { boardOfDepth, components, DEFAULT_DEPTH, type Facts, ownMemory, powerUp } from './components.js'
import { floatText } from './float-text.js'
import { printFloat, printInteger } from './host-calls.js'
import { uvm } from './machine.js'
import { code } from './operands.js'

export { type Assembled, assembleText } from './assembly/assemble.js'
export { instructionText, listing, sourceText } from './assembly/disassemble.js'
export { boardOfDepth, DEFAULT_DEPTH, MOST_CODE, MOST_DEPTH } from './components.js'
export { floatText } from './float-text.js'
export { type LoadMistake, loadMistake, stackOf } from './load.js'
export { failureLine, haltLine, startLine, stepLine } from './log.js'
export { uvm } from './machine.js'
export { code } from './operands.js'
export { stackWords } from './stack.js'

/** Everything tools need to run uVM programs. */
export const uvmKit: MachineKit<Facts> = {
  machine: uvm,
  space: code,
  components,
  defaultBoard: boardOfDepth(DEFAULT_DEPTH),
  ownMemory,
  powerUp,
  language,
  compiler,
  host: ({ services }) => ({
    [printInteger.call.name]: (word) => {
      services.write(`${word}\n`)
      return undefined
    },
    [printFloat.call.name]: (word) => {
      services.write(`${floatText(Number(word))}\n`)
      return undefined
    },
  }),
}
