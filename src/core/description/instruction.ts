// Instructions and aliases: opcode, syntax, operands and meaning, each said once.

import type { Block } from '../ir/effect.js'
import { recordBlock } from '../ir/record.js'
import type { Encoding } from './encoding.js'
import { checkEncoding } from './encoding-check.js'
import { type OperandKind, type OperandOf, symbolicOperand, type WritableOperand } from './operand.js'
import type { RegisterType } from './register.js'
import { operandsIn, parseSyntax, type Syntax } from './syntax.js'

/** An operand of an instruction. */
export interface InstructionOperand {
  readonly name: string
  readonly kind: OperandKind
}

/** One instruction of a machine. */
export interface Instruction {
  /** Unique in its machine; the mnemonic unless several instructions share one. */
  readonly name: string
  readonly syntax: Syntax
  readonly operands: readonly InstructionOperand[]
  readonly encoding: Encoding
  readonly summary: string
  /** What it does to an operand stack, as a picture: `a b -> b a`. */
  readonly picture: string | undefined
  /** Its meaning on symbolic operands, recorded when first asked for. */
  readonly semantics: () => Block
  /** Records its meaning on other operands, given in order; for tools that show it instead of executing it. */
  readonly semanticsOn: (operands: readonly WritableOperand<RegisterType>[]) => Block
}

/** What semantics functions receive. */
export type OperandsOf<O extends Record<string, OperandKind>> = { [K in keyof O]: OperandOf<O[K]> }

/** Further facts about an instruction. */
export interface InstructionOptions {
  readonly name?: string
  readonly summary?: string
  readonly picture?: string
}

/** A machine's one way to lay out its instructions. */
export type Format<Code> = (code: Code, operands: readonly InstructionOperand[]) => Encoding

/** The function with which a machine defines its instructions. */
export type Define<Code> = <O extends Record<string, OperandKind>>(
  code: Code,
  syntax: string,
  operands: O,
  semantics: (operands: OperandsOf<O>) => void,
  options?: InstructionOptions,
) => Instruction

/** Gives a machine its `define`, which places operands by the machine's format. */
export function instructionsIn<Code>(format: Format<Code>): Define<Code> {
  return (code, source, operandKinds, semantics, options = {}) => {
    const operands = Object.entries(operandKinds).map(([name, kind]) => ({ name, kind }))
    const syntax = parseSyntax(source, Object.keys(operandKinds))
    const name = options.name ?? syntax.mnemonic
    try {
      const encoding = format(code, operands)
      checkOperands(name, syntax, operands, encoding)
      checkEncoding(encoding, operands)
      const semanticsOn: Instruction['semanticsOn'] = (given) =>
        recordSemantics(name, operands, given, semantics as (given: object) => void)
      let recorded: Block | undefined
      return {
        name,
        syntax,
        operands,
        encoding,
        summary: options.summary ?? '',
        picture: options.picture,
        semantics: () => {
          recorded ??= semanticsOn(symbolicOperands(operands, encoding))
          return recorded
        },
        semanticsOn,
      }
    } catch (cause) {
      throw new Error(`instruction ${name}: ${(cause as Error).message}`, { cause })
    }
  }
}

function symbolicOperands(
  operands: readonly InstructionOperand[],
  encoding: Encoding,
): WritableOperand<RegisterType>[] {
  return operands.map(({ kind }, index) => symbolicOperand(kind, index, encoding.operands[index]))
}

function recordSemantics(
  name: string,
  operands: readonly InstructionOperand[],
  values: readonly WritableOperand<RegisterType>[],
  semantics: (given: object) => void,
): Block {
  const given = Object.fromEntries(operands.map((operand, index) => [operand.name, values[index]]))
  try {
    return recordBlock(() => void semantics(given) as undefined)
  } catch (cause) {
    throw new Error(`instruction ${name}: ${(cause as Error).message}`, { cause })
  }
}

function checkOperands(
  name: string,
  syntax: Syntax,
  operands: readonly InstructionOperand[],
  encoding: Encoding,
): void {
  const shown = operandsIn(syntax)
  operands.forEach((operand, index) => {
    if (!shown.includes(index))
      throw new Error(`operand ${operand.name} does not occur in the syntax '${syntax.source}'`)
    const places = encoding.operands[index]
    if (places === undefined || places.length !== operand.kind.forms.length) {
      throw new Error(`the format gives operand ${operand.name} no place for each of its forms`)
    }
    if (places.length > 1 && places.some((place) => place.select === undefined)) {
      throw new Error(`operand ${operand.name} has several forms but no bits that tell them apart`)
    }
    const selectors = places.map((place) => place.select?.value)
    if (new Set(selectors).size !== selectors.length)
      throw new Error(`two forms of operand ${operand.name} look alike`)
  })
  if (new Set(shown).size !== shown.length)
    throw new Error(`the syntax '${syntax.source}' names an operand twice`)
  if (name === '') throw new Error(`the syntax '${syntax.source}' does not start with a mnemonic`)
}

/** What an alias fixes an operand to. */
export type FixedOperand =
  | { readonly kind: 'register'; readonly code: number }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'same'; readonly as: string }

/** Fixes an operand to a register of code `code`. */
export const fixedRegister = (code: number): FixedOperand => ({ kind: 'register', code })
/** Fixes an operand to a literal number. */
export const fixedNumber = (number: number): FixedOperand => ({ kind: 'number', number })
/** Makes an operand repeat another one. */
export const sameAs = (as: string): FixedOperand => ({ kind: 'same', as })

/** Another way to write an instruction with some operands fixed. */
export interface Alias {
  readonly instruction: Instruction
  readonly syntax: Syntax
  /** By operand index; the others occur in the syntax. */
  readonly fixed: ReadonlyMap<number, FixedOperand>
  /** Whether the assembler accepts it, and whether the disassembler prefers it. */
  readonly assembles: boolean
  readonly prints: boolean
  readonly summary: string
  /** Shown by the assembler whenever the alias is used. */
  readonly warning: string | undefined
}

/** Declares an alias. Aliases are tried in the order of the machine's list, before the plain form. */
export function alias(
  instruction: Instruction,
  source: string,
  fixed: Readonly<Record<string, FixedOperand>>,
  options: {
    readonly assembles?: boolean
    readonly prints?: boolean
    readonly summary?: string
    readonly warning?: string
  } = {},
): Alias {
  const names = instruction.operands.map((operand) => operand.name)
  const syntax = parseSyntax(source, names)
  const fixedByIndex = new Map(Object.entries(fixed).map(([name, value]) => [names.indexOf(name), value]))
  if (fixedByIndex.has(-1))
    throw new Error(`alias '${source}': ${instruction.name} lacks an operand that it fixes`)
  const shown = operandsIn(syntax)
  names.forEach((name, index) => {
    if (shown.includes(index) === fixedByIndex.has(index)) {
      throw new Error(`alias '${source}': operand ${name} must be either fixed or in the syntax`)
    }
  })
  for (const [index, value] of fixedByIndex) checkFixed(instruction, source, index, value)
  const { assembles = true, prints = true, summary = '', warning } = options
  return { instruction, syntax, fixed: fixedByIndex, assembles, prints, summary, warning }
}

function checkFixed(instruction: Instruction, source: string, index: number, value: FixedOperand): void {
  const { operands } = instruction
  const { name, kind } = operands[index]
  const fail = (reason: string): never => {
    throw new Error(`alias '${source}': operand ${name} of ${instruction.name} ${reason}`)
  }
  if (value.kind === 'same') {
    const names = operands.map((operand) => operand.name)
    const shown = operandsIn(parseSyntax(source, names)).map((operand) => names[operand])
    if (!shown.includes(value.as)) fail(`repeats ${value.as}, which is no operand in the syntax`)
  } else if (kind.forms.every((form) => form.kind !== value.kind)) {
    fail(`cannot be a ${value.kind}`)
  }
}
