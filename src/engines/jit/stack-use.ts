// What an instruction does with operand stacks: rewrites its loads and stores of words to reads and writes of pseudo-registers,
// and finds out where it leaves the registers that point into the stack.

import {
  add,
  type Block,
  blocksOf,
  type Constant,
  constant,
  known,
  type LoadStatement,
  OPERATORS,
  OperationValue,
  type OperatorName,
  type ReadStatement,
  type RegisterFile,
  type Replacement,
  type Statement,
  type StoreStatement,
  slotsOf,
  specialise,
  sub,
  TemporaryValue,
  type Value,
  visitStatements,
} from '../../core/index.js'
import { AnchorValue, compileFixed, type Fixed, FixedValues } from './fixed.js'
import type { Anchor, KeptStack } from './operand-stacks.js'
import { isGoingBack } from './plain.js'

/** What must hold of an instruction's site for its template to be right, and what it does to the anchors. */
export interface StackUse {
  /** Conditions on which it is given back to the interpreter. */
  readonly goesBack: readonly Fixed[]
  /** Distances that must not be below the floor, because they are compared as unsigned numbers. */
  readonly nonNegative: readonly Bound[]
  /** Distances of the words that it uses. */
  readonly words: readonly Bound[]
  /** Distances down to which, and up to which, the stack must reach. */
  readonly lowest: readonly Bound[]
  readonly highest: readonly Bound[]
  /** By anchor: its distance behind the instruction; undefined: it keeps it; null: it is somewhere else, in its register. */
  readonly behind: readonly (Fixed | null | undefined)[]
}

/** A distance in one stack. */
export interface Bound {
  readonly place: number
  readonly distance: Fixed
}

/** An instruction as regions with kept stacks execute it. */
export interface KeptInstruction {
  readonly block: Block
  readonly use: StackUse
}

/** The instruction is not of a form of which the places of words are known. */
class NotKept extends Error {}

/** What is known of a word when an instruction begins. */
export type WordAt = (stack: KeptStack, distance: Fixed) => Replacement | undefined

const NOTHING_KNOWN: WordAt = () => undefined

/**
 * The plain block of an instruction on kept stacks; undefined if it does something with them that cannot be followed. Words of
 * which something is known are not read.
 */
export function keepStacks(
  block: Block,
  stacks: readonly KeptStack[],
  wordAt = NOTHING_KNOWN,
): KeptInstruction | undefined {
  if (stacks.length === 0) return undefined
  try {
    return new Keeping(stacks, wordAt).instruction(block)
  } catch (problem) {
    if (problem instanceof NotKept) return undefined
    throw problem
  }
}

/** A value as the base of a stack plus something fixed, or just something fixed. */
interface Linear {
  readonly on: KeptStack | undefined
  readonly fixed: Value<'i32'>
}

/** What comparisons of nonnegative numbers are for distances, which can be negative. */
const SIGNED: Partial<Record<OperatorName, OperatorName>> = { 'i32.ltU': 'i32.ltS', 'i32.leU': 'i32.leS' }

const ZERO = constant('i32', 0)

/** Words beyond which a number is not added to a distance, because the sum might wrap. */
const MOST_WORDS = 2 ** 28

/** The index of the word at an address. */
function indexIn(address: Value, shift: number): Value<'i32'> {
  const isScaled = address instanceof OperationValue && address.operator === 'i32.shl'
  if (!isScaled || known(address.values[1]) !== shift) throw new NotKept()
  return address.values[0] as Value<'i32'>
}

class Keeping {
  private readonly fixed = new FixedValues()
  /** What the anchors are at this point; null: what their registers hold. */
  private readonly now: (Value<'i32'> | null)[] = []
  private readonly behind: (Fixed | null | undefined)[] = []
  /** Values that say how large a stack may grow. */
  private readonly capacities = new Map<Value, KeptStack>()
  private readonly words: Bound[] = []
  private readonly goesBack: Fixed[] = []
  private readonly nonNegative: Bound[] = []
  private readonly lowest: Bound[] = []
  private readonly highest: Bound[] = []

  /** Whether something has been assigned: what was known at the beginning need not be right any more. */
  private hasAssigned = false

  constructor(
    private readonly stacks: readonly KeptStack[],
    private readonly wordAt: WordAt,
  ) {
    for (const { anchors, base } of stacks)
      for (const { number } of anchors) {
        this.now[number] = add(base, new AnchorValue(number))
        this.behind[number] = undefined
      }
  }

  instruction(block: Block): KeptInstruction {
    for (const statement of block.statements) for (const inner of blocksOf(statement)) this.refuseMoves(inner)
    const rewritten = specialise(block, {
      read: (statement) => this.read(statement),
      load: (statement) => this.load(statement),
      statement: (statement) => this.statement(statement),
    })
    const statements = rewritten.statements.filter((statement) => !this.isCheck(statement))
    const { behind, goesBack, highest, lowest, nonNegative, words } = this
    return {
      // What only checks looked at is not read any more.
      block: specialise({ ...rewritten, statements }, {}),
      use: { goesBack, nonNegative, words, lowest, highest, behind },
    }
  }

  /** Only an instruction as a whole moves anchors. */
  private refuseMoves(block: Block): void {
    visitStatements(block, (statement) => {
      if (statement.kind === 'write' && this.anchorAt(statement) !== undefined) throw new NotKept()
    })
  }

  private anchorAt({
    file,
    index,
  }: {
    file: RegisterFile
    index: Value
  }): readonly [KeptStack, Anchor] | undefined {
    for (const stack of this.stacks)
      for (const anchor of stack.anchors) {
        if (anchor.register.file !== file) continue
        const code = known(index)
        if (code === undefined) throw new NotKept()
        if ((Number(code) & (slotsOf(file) - 1)) === anchor.register.index) return [stack, anchor]
      }
    return undefined
  }

  private read(statement: ReadStatement): Replacement | undefined {
    const found = this.anchorAt(statement)
    if (found === undefined) {
      this.noteCapacity(statement)
      return undefined
    }
    const value = this.now[found[1].number]
    return value === null ? undefined : { statements: [], value }
  }

  private noteCapacity({ file, index, target }: ReadStatement): void {
    for (const stack of this.stacks) {
      const { capacity } = stack.stack.definition
      if (typeof capacity === 'number' || capacity.file !== file) continue
      if (known(index) === capacity.index) this.capacities.set(target, stack)
    }
  }

  private isCapacity(value: Value, stack: KeptStack): boolean {
    const { capacity } = stack.stack.definition
    return this.capacities.get(value) === stack || (typeof capacity === 'number' && known(value) === capacity)
  }

  private load({ space, address, access, target }: LoadStatement): Replacement | undefined {
    const stack = this.stacks.find((each) => each.stack.definition.space === space)
    if (stack === undefined) return undefined
    const index = this.word(stack, address, access)
    const known = this.hasAssigned ? undefined : this.wordAt(stack, compileFixed(index))
    if (known !== undefined) return known
    const value = new TemporaryValue(target.type, target.label)
    return { statements: [{ kind: 'read', file: stack.words, index, target: value }], value }
  }

  private statement(statement: Statement): readonly Statement[] | undefined {
    if (statement.kind === 'store') {
      this.hasAssigned = true
      return this.store(statement)
    }
    if (statement.kind !== 'write') return undefined
    this.hasAssigned = true
    const found = this.anchorAt(statement)
    if (found === undefined) return undefined
    const [stack, { number }] = found
    const linear = this.linear(statement.value as Value<'i32'>)
    if (linear?.on === stack) {
      this.now[number] = statement.value as Value<'i32'>
      this.behind[number] = compileFixed(linear.fixed)
      return []
    }
    if (number === stack.depth.number) throw new NotKept()
    this.now[number] = null
    this.behind[number] = null
    return undefined
  }

  private store({ space, address, access, value }: StoreStatement): readonly Statement[] | undefined {
    const stack = this.stacks.find((each) => each.stack.definition.space === space)
    if (stack === undefined) return undefined
    return [{ kind: 'write', file: stack.words, index: this.word(stack, address, access), value }]
  }

  /** The distance of the word at an address. */
  private word(
    stack: KeptStack,
    address: Value,
    access: LoadStatement['access'] | StoreStatement['access'],
  ): Value<'i32'> {
    const { wordBytes, definition } = stack.stack
    if (access.bytes !== wordBytes || access.type !== definition.word) throw new NotKept()
    const linear = this.linear(indexIn(address, Math.log2(wordBytes)))
    if (linear?.on !== stack) throw new NotKept()
    const { place } = stack
    const distance = compileFixed(linear.fixed)
    this.words.push({ place, distance })
    this.lowest.push({ place, distance })
    this.highest.push({ place, distance: compileFixed(add(linear.fixed, 1)) })
    return linear.fixed
  }

  private linear(value: Value<'i32'>): Linear | undefined {
    if (this.fixed.isFixed(value)) return { on: undefined, fixed: value }
    const stack = this.stacks.find(({ base }) => base === value)
    if (stack !== undefined) return { on: stack, fixed: ZERO }
    if (!(value instanceof OperationValue)) return undefined
    const isSum = value.operator === 'i32.add'
    if (!isSum && value.operator !== 'i32.sub') return undefined
    const [a, b] = value.values.map((operand) => this.linear(operand as Value<'i32'>))
    if (a === undefined || b === undefined) return undefined
    if (isSum) {
      if (a.on !== undefined && b.on !== undefined) return undefined
      return { on: a.on ?? b.on, fixed: add(a.fixed, b.fixed) }
    }
    if (b.on !== undefined && b.on !== a.on) return undefined
    return { on: b.on === undefined ? a.on : undefined, fixed: sub(a.fixed, b.fixed) }
  }

  /** Whether a statement is a check of which the outcome is known at the site, or that blocks of the region make. */
  private isCheck(statement: Statement): boolean {
    if (statement.kind !== 'when' || !isGoingBack(statement)) return false
    const { condition } = statement
    if (!(condition instanceof OperationValue) || condition.values.length !== 2) return false
    const [left, right] = condition.values as readonly Value<'i32'>[]
    if (left.type !== 'i32') return false
    const [a, b] = [this.linear(left), this.linear(right)]
    if (a === undefined) return this.isRoomCheck(condition.operator, left, b)
    if (b === undefined) return false
    if (a.on !== b.on)
      return this.isWordsCheck(condition.operator, a, b) || this.isReached(condition.operator, a, b)
    if (a.on !== undefined) {
      const { place } = a.on
      for (const { fixed } of [a, b]) this.nonNegative.push({ place, distance: compileFixed(fixed) })
    }
    const operator =
      a.on === undefined ? condition.operator : (SIGNED[condition.operator] ?? condition.operator)
    const evaluate = OPERATORS[operator].evaluate as (...inputs: Constant[]) => Constant
    const [one, other] = [compileFixed(a.fixed), compileFixed(b.fixed)]
    this.goesBack.push((site) => evaluate(one(site), other(site)))
    return true
  }

  /** capacity - depth < words: the stack must be able to reach up to depth + words. */
  private isRoomCheck(operator: OperatorName, room: Value, words: Linear | undefined): boolean {
    if (operator !== 'i32.ltU' || words === undefined || words.on !== undefined) return false
    if (!(room instanceof OperationValue) || room.operator !== 'i32.sub') return false
    const [most, depth] = room.values as readonly Value<'i32'>[]
    const from = this.linear(depth)
    if (from?.on === undefined || !this.isCapacity(most, from.on)) return false
    this.highest.push({ place: from.on.place, distance: compileFixed(add(from.fixed, words.fixed)) })
    return this.isCount(words)
  }

  /** pointer = words: never so, if the stack reaches down to pointer - words - 1. */
  private isReached(operator: OperatorName, pointer: Linear, words: Linear): boolean {
    if (operator !== 'i32.eq' || pointer.on === undefined || words.on !== undefined) return false
    const distance = compileFixed(sub(sub(pointer.fixed, words.fixed), 1))
    this.lowest.push({ place: pointer.on.place, distance })
    return this.isCount(words)
  }

  /** depth < words: the stack must reach down to depth - words. */
  private isWordsCheck(operator: OperatorName, depth: Linear, words: Linear): boolean {
    if (operator !== 'i32.ltU' || depth.on === undefined || words.on !== undefined) return false
    this.lowest.push({ place: depth.on.place, distance: compileFixed(sub(depth.fixed, words.fixed)) })
    return this.isCount(words)
  }

  /** Numbers that no stack can have (negative ones, too, since checks are unsigned) are left to the interpreter. */
  private isCount({ fixed }: Linear): true {
    const words = compileFixed(fixed)
    this.goesBack.push((site) => ((words(site) as number) >>> 0 > MOST_WORDS ? 1 : 0))
    return true
  }
}
