// Where the operands of a decoded instruction lie in its record.

import {
  type Block,
  type Form,
  HoleValue,
  type Instruction,
  type Statement,
  slotBytes,
  type Value,
  visitStatements,
  visitUsesOf,
} from '../../core/index.js'

/** How an operand's number is kept in a decoded record. */
export interface Slot {
  readonly operand: number
  readonly part: 'number' | 'form'
  /** Byte offset in the record. */
  readonly offset: number
  readonly bytes: 2 | 4 | 8
  readonly signed: boolean
  /** The number is stored multiplied by this: register codes become byte offsets. */
  readonly scale: number
}

/** A part of an operand that a block uses. */
interface UsedHole {
  readonly operand: number
  readonly part: 'number' | 'form'
  /** The slot size of the registers whose code it is, if it is used as nothing else; otherwise 1. */
  scale: number
}

/**
 * Gives every hole that a block uses a place in the record, from byte `firstSlot` on. `forms` are the forms that the
 * operands are known to have.
 */
export function layOutSlots(
  { operands }: Instruction,
  forms: readonly (number | undefined)[],
  block: Block,
  firstSlot: number,
): readonly Slot[] {
  let offset = firstSlot
  return new HoleUses(block).holes.map(({ operand, part, scale }): Slot => {
    const form = forms[operand]
    const all = operands[operand].kind.forms
    const possible = form === undefined ? all : [all[form]]
    const signed = part === 'number' && possible.some(isSigned)
    const bytes = bytesFor(part === 'form' ? 16 : widthOf(possible, signed))
    const at = align(offset, bytes)
    offset = at + bytes
    const scaled = form !== undefined && part === 'number'
    return { operand, part, offset: at, bytes, signed, scale: scaled ? scale : 1 }
  })
}

/** Bytes that suffice for the record of any version of an instruction. */
export function largestRecord(instruction: Instruction, firstSlot: number): number {
  return instruction.operands.reduce((offset, { kind: { forms } }) => {
    const bytes = bytesFor(widthOf(forms, forms.some(isSigned)))
    // The number, aligned, and which form it has.
    return align(offset, bytes) + bytes + 2
  }, firstSlot)
}

const isSigned = (form: Form): boolean => form.kind === 'number' && form.signed

const bytesFor = (width: number): 2 | 4 | 8 => (width <= 16 ? 2 : width <= 32 ? 4 : 8)

const align = (offset: number, bytes: number): number => Math.ceil(offset / bytes) * bytes

/** Bits that hold any number of these forms; a mixture with signed numbers needs one more. */
function widthOf(forms: readonly Form[], signed: boolean): number {
  const widest = Math.max(...forms.map((form) => (form.kind === 'number' ? form.bits : 16)))
  return signed && forms.length > 1 ? widest + 1 : widest
}

/** Collects the holes that a block uses, in the order in which they are used first. */
class HoleUses {
  readonly holes: UsedHole[] = []
  private readonly seen = new Set<Value>()

  constructor(block: Block) {
    visitStatements(block, (statement) => this.statement(statement))
  }

  private statement(statement: Statement): void {
    if (statement.kind === 'read') return this.use(statement.index, slotBytes(statement.file))
    if (statement.kind === 'write') {
      this.use(statement.index, slotBytes(statement.file))
      this.use(statement.value)
      return
    }
    visitUsesOf(statement, this.useItself)
  }

  private readonly useItself = (value: Value): void => this.use(value)

  /** `scale`: the size of a register, where the value is the register's code. */
  private use(value: Value, scale = 1): void {
    if (value instanceof HoleValue) return this.note(value, scale)
    if (value.children.length === 0 || this.seen.has(value)) return
    this.seen.add(value)
    value.children.forEach(this.useItself)
  }

  private note({ operand, part }: HoleValue, scale: number): void {
    const known = this.holes.find((hole) => hole.operand === operand && hole.part === part)
    if (known === undefined) this.holes.push({ operand, part, scale })
    else if (known.scale !== scale) known.scale = 1
  }
}
