// Statements of assembly text: instructions and `.byte` (spec/uvm.md section 7).

import { encode, type Instruction } from '../../../core/index.js'
import { Mistake } from './mistake.js'
import { formOf, integerIn, operandOf, RAW_BYTE, Reference } from './operand.js'
import type { Token } from './tokens.js'
import { hintFor, instructionCalled, wideFormOf } from './vocabulary.js'

/** What a label stands for; undefined when there is none of that name. */
export type LabelAddress = (name: string) => number | undefined

/** A statement that has been read: its length is known, its bytes are when all labels are. */
export interface Statement {
  readonly length: number
  readonly bytes: (labels: LabelAddress) => Uint8Array | Mistake
}

/** Reads a statement. */
export function statementOf([first, ...operands]: readonly Token[]): Statement | Mistake {
  if (first.kind === 'word' && first.text.startsWith('.')) return directive(first, operands)
  const instruction = first.kind === 'word' ? instructionCalled(first.text) : undefined
  if (instruction !== undefined) return instructionStatement(instruction, first, operands)
  const hint = hintFor(first.text)
  return new Mistake('unknown-mnemonic', `there is no instruction ${first.text}`, first, hint)
}

function instructionStatement(
  instruction: Instruction,
  word: Token,
  operands: readonly Token[],
): Statement | Mistake {
  const wanted = instruction.operands.length
  if (operands.length < wanted) return new Mistake('missing-operand', `${word.text} needs an operand`, word)
  if (operands.length > wanted) return extra(operands[wanted])
  const { length } = instruction.encoding
  if (wanted === 0) return constant(encode(instruction, [], []))
  const [token] = operands
  const operand = operandOf(token, instruction.operands[0].kind)
  if (operand instanceof Mistake) return operand
  if (!(operand instanceof Reference)) return constant(encode(instruction, [0], [operand]))
  return { length, bytes: (labels) => jumpTo(instruction, operand, labels) }
}

const constant = (bytes: Uint8Array): Statement => ({ length: bytes.length, bytes: () => bytes })

const extra = (token: Token): Mistake =>
  new Mistake('extra-operand', `${token.text} is one operand too many`, token)

function jumpTo(instruction: Instruction, { token }: Reference, labels: LabelAddress): Uint8Array | Mistake {
  const address = labels(token.text)
  if (address === undefined) return new Mistake('undefined-label', `there is no label ${token.text}`, token)
  if (BigInt(address) <= formOf(instruction.operands[0].kind).high)
    return encode(instruction, [0], [BigInt(address)])
  const message = `${token.text} is at ${address}, which does not fit into a byte`
  return new Mistake('target-range', message, token, `write ${wideFormOf(instruction)?.name}`)
}

function directive(word: Token, tokens: readonly Token[]): Statement | Mistake {
  if (word.text.toLowerCase() !== '.byte')
    return new Mistake(
      'unknown-directive',
      `there is no directive ${word.text}`,
      word,
      'the only one is .byte',
    )
  const bytes: number[] = []
  for (let at = 0; at === 0 || at <= tokens.length; at += 2) {
    const token = tokens[at]
    if (token === undefined || token.kind === ',')
      return new Mistake('missing-operand', 'a byte is missing here', token ?? tokens.at(-1) ?? word)
    const byte = integerIn(token, RAW_BYTE)
    if (byte instanceof Mistake) return byte
    bytes.push(Number(byte) & 0xff)
    const comma = tokens[at + 1]
    if (comma === undefined) break
    if (comma.kind !== ',') return extra(comma)
  }
  return constant(Uint8Array.from(bytes))
}
