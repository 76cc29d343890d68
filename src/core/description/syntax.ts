// Assembly syntax of an instruction: a template such as `add {rd}, {v}`, read once for assembler and disassembler.

/** A piece of a template: literal text, or the place of an operand. */
export type SyntaxPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'operand'; readonly operand: number }

/** A parsed template. */
export interface Syntax {
  readonly source: string
  readonly parts: readonly SyntaxPart[]
  /** Text up to the first blank. */
  readonly mnemonic: string
}

/** Reads a template; operands are named in braces. Throws on malformed templates and unknown operand names. */
export function parseSyntax(source: string, operandNames: readonly string[]): Syntax {
  const parts: SyntaxPart[] = []
  const pattern = /\{([^{}]*)\}|([^{}]+)|([{}])/g
  for (const match of source.matchAll(pattern)) {
    const [, name, text, stray] = match
    if (stray !== undefined) throw new Error(`syntax '${source}': unbalanced ${stray}`)
    if (text !== undefined) parts.push({ kind: 'text', text })
    else parts.push({ kind: 'operand', operand: operandIndex(source, name, operandNames) })
  }
  const mnemonic = /^[^\s{]*/.exec(source)?.[0] ?? ''
  return { source, parts, mnemonic }
}

function operandIndex(source: string, name: string, operandNames: readonly string[]): number {
  const index = operandNames.indexOf(name)
  if (index < 0) {
    const known = operandNames.length === 0 ? 'it has none' : `its operands are ${operandNames.join(', ')}`
    throw new Error(`syntax '${source}': there is no operand ${name} (${known})`)
  }
  return index
}

/** Operands that occur in the template. */
export function operandsIn(syntax: Syntax): readonly number[] {
  return syntax.parts.flatMap((part) => (part.kind === 'operand' ? [part.operand] : []))
}
