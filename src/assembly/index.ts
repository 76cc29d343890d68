// Assembling, disassembling, and what else can be said about the assembly language of a described machine.

export { type Assembly, type AssemblyInput, assemble, filesOf } from './assemble.js'
export {
  type DisassembledLine,
  disassemble,
  disassembledLines,
  firstUndecodable,
  textWithWarnings,
  type UndecodableLine,
} from './disassembly/disassemble.js'
export { type InstructionText, instructionText } from './disassembly/instruction-text.js'
export type { Undecodable } from './disassembly/units.js'
export { annotatedListing, type ListedItem, type ListingOptions } from './output/listing.js'
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
