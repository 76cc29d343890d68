// The generated manual: pages about machines and their instructions, as text and as Markdown.

export { type Page, type Piece, renderMarkdown, renderText, type TextOptions } from './document.js'
export { type Facts, factsOf } from './facts.js'
export { instructionPage } from './instruction-page.js'
export { machineManual, machinePage } from './machine-page.js'
export { type Picture, pictures } from './picture.js'
export { type PseudoCodeOptions, pseudoCode } from './pseudo-code.js'
export { type ShownSemantics, showSemantics } from './shown.js'
export { aliasText, expansionText, formText, syntaxText } from './written.js'
