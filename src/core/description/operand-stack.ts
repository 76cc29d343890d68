// Operand stacks as a description declares them: words in a memory of their own, counted by a hidden register.

import { constant, i32, ltU, type Operand, shl, sub } from '../ir/build.js'
import { when } from '../ir/record.js'
import type { Value } from '../ir/value.js'
import type { Register } from './register.js'
import { load, type Space, store } from './space.js'

/** The type of a stack's words. */
export type WordType = 'i32' | 'i64'

/**
 * The checks of an instruction in a picture: what it requires before it looks at the stack, whether there are enough words,
 * what it checks about them, whether there is room for its results.
 */
export type StackCheck = 'requirements' | 'words' | 'operands' | 'room'

/** The order in which checks come where nothing else is said. */
const USUAL_ORDER: readonly StackCheck[] = ['requirements', 'words', 'operands', 'room']

/** What the author of a machine says about an operand stack. */
export interface OperandStackDefinition<T extends WordType> {
  readonly name: string
  readonly word: T
  /** Where the words are; the word at index i lies at i times its size. Nothing else may be there. */
  readonly space: Space<'i32'>
  /** How many words there are; never more than `capacity`. */
  readonly depth: Register<'i32'>
  /** Most words; memory for that many belongs on the board. */
  readonly capacity: number | Register<'i32'>
  /** Words that cannot be popped, counted from the bottom (a frame's base). Absent: all can. */
  readonly floor?: Register<'i32'>
  /** What happens when there are too few words, and when there is no room; must end the instruction. */
  readonly underflow: () => void
  readonly overflow: () => void
  readonly order?: readonly StackCheck[]
  /** Whether an instruction has popped its operands before it checks them. Absent: one that fails changes nothing. */
  readonly popsBeforeChecks?: boolean
  /**
   * Whether no instruction can see a word again that was popped: what is above the depth is then no part of the state, and
   * engines may leave anything there. Absent: popped words stay where they are.
   */
  readonly forgetsPopped?: boolean
}

/** Declares an operand stack. Throws on an order in which operands are checked before they are known to be there. */
export function operandStack<T extends WordType>(definition: OperandStackDefinition<T>): OperandStack<T> {
  return new OperandStack(definition)
}

/** An operand stack as instructions use it. Indexes count from the bottom; they are not checked. */
export class OperandStack<T extends WordType = WordType> {
  readonly order: readonly StackCheck[]

  constructor(readonly definition: OperandStackDefinition<T>) {
    this.order = definition.order ?? USUAL_ORDER
    const missing = USUAL_ORDER.find((check) => !this.order.includes(check))
    if (missing !== undefined) this.fail(`the order of checks lacks '${missing}'`)
    if (this.order.indexOf('operands') < this.order.indexOf('words'))
      this.fail('operands cannot be checked before there are enough words')
  }

  private fail(reason: string): never {
    throw new Error(`operand stack ${this.definition.name}: ${reason}`)
  }

  /** How many words there are at this point of the instruction. */
  depth(): Value<'i32'> {
    return this.definition.depth.get()
  }

  /** Words that may be popped. */
  available(): Value<'i32'> {
    const { floor } = this.definition
    return floor === undefined ? this.depth() : sub(this.depth(), floor.get())
  }

  /** Fails unless so many words may be popped. */
  requireWords(words: Operand<'i32'>): void {
    if (words !== 0) when(ltU(this.available(), words), this.definition.underflow)
  }

  /** Fails unless so many words may be added to a stack of this depth. */
  requireRoom(words: Operand<'i32'>, depth: Value<'i32'> = this.depth()): void {
    const { capacity, overflow } = this.definition
    const most = typeof capacity === 'number' ? i32(capacity) : capacity.get()
    if (words !== 0) when(ltU(sub(most, depth), words), overflow)
  }

  /** The word at an index; 0 outside of the stack's memory. */
  at(index: Value<'i32'>): Value<T> {
    const { space, word } = this.definition
    return load(space, this.address(index), { bytes: this.wordBytes, type: word }, () => constant(word, 0))
  }

  /** Replaces the word at an index. */
  put(index: Value<'i32'>, value: Value<T>): void {
    const { space, word } = this.definition
    store(space, this.address(index), value, { bytes: this.wordBytes, type: word }, () => undefined)
  }

  /** Makes the stack so many words deep. */
  cutTo(depth: Value<'i32'>): void {
    this.definition.depth.set(depth)
  }

  /** Size of a word in bytes. */
  get wordBytes(): 4 | 8 {
    return this.definition.word === 'i32' ? 4 : 8
  }

  private address(index: Value<'i32'>): Value<'i32'> {
    return shl(index, Math.log2(this.wordBytes))
  }

  /** The word `below` words under the top, which has index depth − 1. */
  peek(below: number): Value<T> {
    return this.at(sub(this.depth(), 1 + below))
  }
}
