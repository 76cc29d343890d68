// Assembling, disassembling, and what else can be said about the assembly language of a described machine.

export { assemble } from './assemble.js'
export type { Assembly } from './assembly.js'
export { type AssemblyInput, filesOf } from './define.js'
export {
  type DisassembledLine,
  disassemble,
  disassembledLines,
  firstUndecodable,
  textWithWarnings,
  type UndecodableLine,
} from './disassembly/disassemble.js'
export { type InstructionText, instructionText } from './disassembly/instruction-text.js'
export type { UndecodableRule } from './disassembly/rule-decoder.js'
export {
  disassembleWithRules,
  type RuleDisassembly,
  type RuleDisassemblyInput,
  type RuleLine,
} from './disassembly/rule-disassembler.js'
export type { Undecodable } from './disassembly/units.js'
export { type Finding, PHASES, type Phase } from './findings.js'
export { FORMAT_NAMES, type OutputFormat, readFormat } from './output/format.js'
export type { ListedItem } from './output/listing.js'
export { type ReferenceError, referenceErrors } from './output/reference-errors.js'
export { type SymbolEntry, symbolListing } from './output/symbol-listing.js'
export {
  formsOf,
  formText,
  mnemonicsOf,
  operandText,
  type Spelling,
  spellingsOf,
  writtenForm,
} from './rules/spelling.js'
export type { FileProvider } from './values/context.js'
