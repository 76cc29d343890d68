// Collects the instructions of one function, with the places of its locals.

import type { Span } from '../../../core/index.js'
import { type CodeInstruction, FAILING_JUMP, type Item, Label, NOWHERE } from './items.js'

/** How the smallest instruction set differs. */
export interface Dialect {
  readonly base: boolean
}

/** A local that is one word: in a register, among the arguments, or in the frame. */
export interface Place {
  readonly kind: 'register' | 'argument' | 'slot'
  readonly number: number
}

/** Code of a function while it is being made. */
export class Output {
  readonly items: Item[] = []
  private labels = 0

  constructor(
    readonly dialect: Dialect,
    private readonly prefix: string,
    /** Where what is added comes from. */
    public span: Span,
  ) {}

  add(name: string, operand?: number | Label): void {
    this.items.push({ name, span: this.span, ...(operand !== undefined && { operand }) })
  }

  addAll(names: readonly string[]): void {
    for (const name of names) this.add(name)
  }

  newLabel(): Label {
    return new Label(`${this.prefix}_${this.labels++}`)
  }

  place(label: Label): void {
    this.items.push(label)
  }

  push(word: number): void {
    this.add('ipush', word)
  }

  load({ kind, number }: Place): void {
    if (kind === 'register') this.add(`iload${number}`)
    else this.add(kind === 'slot' ? 'iloc' : 'iarg', number)
  }

  store({ kind, number }: Place): void {
    if (kind === 'register') this.add(`isave${number}`)
    else this.add(kind === 'slot' ? 'isloc' : 'isarg', number)
  }

  /** Drops the top. A jump to the next instruction does it with the smallest set: it jumps or does not. */
  drop(): void {
    if (!this.dialect.base) return this.add('idrop')
    const next = this.newLabel()
    this.add('jc', next)
    this.place(next)
  }

  /** Ends the program with a failure. */
  fail(failure: string): void {
    const jump = this.dialect.base ? { name: 'jmp', operand: 0xff } : { name: FAILING_JUMP, operand: NOWHERE }
    this.items.push({ ...jump, span: this.span, failure })
  }

  /** The last instructions, at most so many; fewer if a label is between them. */
  last(count: number): readonly CodeInstruction[] {
    let from = this.items.length
    while (from > this.items.length - count && from > 0 && !(this.items[from - 1] instanceof Label)) from--
    return this.items.slice(from) as readonly CodeInstruction[]
  }

  /** Replaces the last instructions. */
  replaceLast(count: number, replacement: readonly CodeInstruction[]): void {
    this.items.splice(-count, count, ...replacement)
  }
}
