// The code generator of the section language (spec/mvm.md 3.6).

import type { Machine } from '../../core/index.js'
import { couldNotFind, unknownLabel } from './analysis.js'
import { ByteWriter } from './byte-writer.js'
import { evaluate } from './evaluation.js'
import { type Finding, finding } from './findings.js'
import { bytesOfLiteral, MNEMONICS } from './mnemonics.js'
import type { InstructionNode, Node } from './nodes.js'
import {
  DATA_MARKER,
  ENTRY,
  type LabelAddress,
  type LabelReference,
  type LiteralReference,
  type ObjectCode,
  type Piece,
  TEXT_MARKER,
  WORD,
  wordOf,
} from './object.js'
import type { Place } from './source-text.js'

/** How to generate. */
export interface GenerationOptions {
  readonly machine: Machine
  /** Leaves out instructions that only help to find mistakes. */
  readonly isRelease: boolean
}

/** A generated program, and what is wrong with it. */
export interface Generated {
  readonly object: ObjectCode
  readonly findings: readonly Finding[]
}

/** Generates a program from items that the analysis accepts. */
export function generate(items: readonly Node[], options: GenerationOptions): Generated {
  const generator = new Generator(options)
  for (const item of items) generator.item(item)
  return generator.finish()
}

const GAP = new Uint8Array(WORD)
const LEFT_OUT_IN_RELEASE = 'dbg'

class Generator {
  private readonly output = new ByteWriter()
  private readonly labels = new Map<string, LabelAddress>()
  private readonly labelReferences: (LabelReference & { readonly place: Place })[] = []
  private readonly literalReferences: LiteralReference[] = []
  private readonly pieces: Piece[] = []
  private readonly findings: Finding[] = []
  private isInData = false
  private marker: number | undefined

  constructor(private readonly options: GenerationOptions) {}

  private get here(): number {
    return this.output.length
  }

  item(node: Node): void {
    const at = this.here
    this.emit(node)
    if (this.here > at) {
      const { offset, length } = node
      this.pieces.push({ at, bytes: this.here - at, offset, length })
    }
  }

  private emit(node: Node): void {
    switch (node.kind) {
      case 'section':
        return this.section(node.text)
      case 'entry':
        this.output.write([ENTRY])
        return this.reference(node.text, node)
      case 'label':
        this.labels.set(node.name, { address: this.here, isInData: this.isInData })
        return
      case 'ascii':
        this.output.write(wordOf(BigInt(this.here)))
        return this.output.write(new TextEncoder().encode(node.text))
      case 'bracket':
        return this.output.write(wordOf(this.valueOf(node)))
      case 'instruction':
        return this.instruction(node)
      default:
        return this.operand(node, undefined)
    }
  }

  private section(name: string): void {
    this.isInData = name === '.data'
    if (!this.isInData) this.marker ??= this.here
    this.output.write(this.isInData ? DATA_MARKER : TEXT_MARKER)
  }

  private valueOf(node: Extract<Node, { kind: 'bracket' }>): bigint {
    return evaluate(node, {
      here: BigInt(this.here),
      addressOf: (name) => {
        const label = this.labels.get(name)
        return label && BigInt(label.address)
      },
      report: (found) => this.findings.push(found),
    })
  }

  private reference(name: string, { offset, length }: Place): void {
    this.labelReferences.push({ at: this.here, name, place: { offset, length } })
    this.output.write(GAP)
  }

  /** A bare operand: also what stands alone on a line. */
  private operand(node: Node, reads: number | undefined): void {
    switch (node.kind) {
      case 'register':
        return this.output.write([Number(node.value)])
      case 'identifier':
        return this.reference(node.name, node)
      case 'number':
      case 'constant':
        return this.number(node.value, node, reads)
    }
  }

  private number(value: bigint, { offset, length }: Place, reads: number = bytesOfLiteral(value)): void {
    if (this.isInData) return this.output.write(wordOf(value))
    this.literalReferences.push({ at: this.here, value, reads, offset, length })
    this.output.write(GAP)
  }

  private instruction(node: InstructionNode): void {
    const { word, operands } = node
    if (word === LEFT_OUT_IN_RELEASE && this.options.isRelease) return
    if (isStoringMove(node)) return
    this.output.write([this.opcode(node)])
    for (const operand of operands) this.operand(operand, MNEMONICS.get(word)?.reads)
  }

  private opcode({ word, operands }: InstructionNode): number {
    const name = MNEMONICS.get(word)?.isSized === true ? word + sizeOf(operands[1]) : word
    const instruction = this.options.machine.instruction(name)
    if (instruction === undefined) throw new Error(`${this.options.machine.name} has no instruction ${name}`)
    return instruction.encoding.match[0].value
  }

  finish(): Generated {
    const { labels, labelReferences, literalReferences, pieces, marker } = this
    const object = { labels, labelReferences, literalReferences, pieces, marker, bytes: this.output.bytes }
    return { object, findings: [...this.findings, ...this.undefinedLabels()] }
  }

  private undefinedLabels(): readonly Finding[] {
    return this.labelReferences
      .filter(({ name }) => !this.labels.has(name))
      .map(({ name, place }) => finding('unknown_label', place, unknownLabel(name), couldNotFind(name)))
  }
}

/** `mov address, %register` is accepted and does nothing at all (spec/mvm.md 7.1, 11). */
export const isStoringMove = ({ word, operands }: InstructionNode): boolean =>
  word === 'mov' && operands[0].kind !== 'register'

/** The end of an instruction's name: the bits that it reads in memory, or nothing between registers. */
function sizeOf(operand: Node): string {
  if (operand.kind === 'register') return ''
  if (operand.kind === 'number' || operand.kind === 'constant') return `${8 * bytesOfLiteral(operand.value)}`
  return `${8 * WORD}`
}
