// The section language: `section .data`, labels, `%registers`, `$constants` in a pool.

export { assembleSections, type SectionsAssembly, type SectionsInput } from './assemble.js'
export { type Disassembly, disassembleSections } from './disassembly/disassemble.js'
export type { Finding, Stage } from './findings.js'
export { type TextMateGrammar, textMateGrammar } from './textmate.js'
