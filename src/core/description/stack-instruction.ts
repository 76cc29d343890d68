// Instructions written as stack pictures: what they take and leave is the picture, only what they compute is a function.

import { add, name, sub } from '../ir/build.js'
import { Value } from '../ir/value.js'
import type { Define, Instruction, InstructionOptions, OperandsOf } from './instruction.js'
import type { OperandKind, ReadableOperand } from './operand.js'
import type { OperandStack, StackCheck, WordType } from './operand-stack.js'
import type { RegisterType } from './register.js'
import { type LeftIn, parsePicture, type StackPicture, type TakenIn } from './stack-picture.js'

type Operands = Record<string, OperandKind>

/** What the functions of an instruction receive: the words it takes, and its operands. */
export type Given<T extends WordType, Picture extends string, O extends Operands> = {
  readonly [Word in TakenIn<Picture>]: Value<T>
} & OperandsOf<O>

/** The words that a picture leaves and that come neither from the stack nor from an operand. */
export type Computed<T extends WordType, Picture extends string, O extends Operands> = {
  readonly [Word in Exclude<LeftIn<Picture>, TakenIn<Picture> | keyof O>]: Value<T>
}

/** What there is to say about an instruction besides its picture. */
export interface StackInstructionFacts<T extends WordType, Picture extends string, O extends Operands>
  extends Pick<InstructionOptions, 'name' | 'summary'> {
  readonly operands?: O
  /** Checks that come before any look at the stack. */
  readonly requires?: () => void
  /** Checks of the words that it takes. */
  readonly checks?: (given: Given<T, Picture, O>) => void
}

/** Computes the words that are new; may have further effects. Everything has been checked when it runs. */
export type StackMeaning<T extends WordType, Picture extends string, O extends Operands> = (
  given: Given<T, Picture, O>,
) => Computed<T, Picture, O>

/** Left out when no word is new and nothing else happens. */
type MeaningOf<T extends WordType, Picture extends string, O extends Operands> = keyof Computed<
  T,
  Picture,
  O
> extends never
  ? [meaning?: (given: Given<T, Picture, O>) => void]
  : [meaning: StackMeaning<T, Picture, O>]

/** The function with which a machine defines instructions on its stack. */
export type DefineOnStack<Code, T extends WordType> = <
  const Picture extends string,
  O extends Operands = Record<never, OperandKind>,
>(
  code: Code,
  syntax: string,
  picture: Picture,
  facts: StackInstructionFacts<T, Picture, O>,
  ...meaning: MeaningOf<T, Picture, O>
) => Instruction

type Words = Readonly<Record<string, Value>>
type AnyGiven = Readonly<Record<string, unknown>>

/** Gives a machine its `stackOp`: `define`, with the stack's checks and moves derived from a picture. */
export function instructionsOn<Code, T extends WordType>(
  stack: OperandStack<T>,
  define: Define<Code>,
): DefineOnStack<Code, T> {
  return (code, syntax, source, facts, meaning?) => {
    const picture = parsePicture(source)
    const { operands = {}, requires, checks } = facts
    const parts = { requires, checks, meaning } as Parts
    return define(code, syntax, operands, (given) => expand(stack, picture, given as AnyGiven, parts), {
      ...naming(facts),
      picture: source,
    })
  }
}

const naming = ({ name, summary }: InstructionOptions): InstructionOptions => ({
  ...(name === undefined ? {} : { name }),
  ...(summary === undefined ? {} : { summary }),
})

interface Parts {
  readonly requires?: () => void
  readonly checks?: (given: AnyGiven) => void
  readonly meaning?: (given: AnyGiven) => Words | undefined
}

/** Checks in the stack's order, then the meaning, then the moves. */
function expand(stack: OperandStack, picture: StackPicture, operands: AnyGiven, parts: Parts): void {
  const { taken, left } = picture
  const before = stack.depth()
  /** The index of a word in the picture, counted from the lowest that is taken. */
  const place = (index: number): Value<'i32'> =>
    index < taken.length ? sub(before, taken.length - index) : add(before, index - taken.length)
  let given = operands
  const steps: Readonly<Record<StackCheck, () => void>> = {
    requirements: () => parts.requires?.(),
    words: () => {
      stack.requireWords(taken.length)
      given = { ...operands, ...wordsOn(stack, taken, place) }
      if (popsFirst(stack, picture)) stack.cutTo(place(0))
    },
    operands: () => parts.checks?.(given),
    room: () => stack.requireRoom(Math.max(0, left.length - taken.length), before),
  }
  for (const check of stack.order) steps[check]()
  leaveWords(stack, picture, place, { ...given, ...parts.meaning?.(given) })
}

type Place = (index: number) => Value<'i32'>

const popsFirst = ({ definition }: OperandStack, { taken }: StackPicture): boolean =>
  definition.popsBeforeChecks === true && taken.length > 0

const wordsOn = (stack: OperandStack, names: readonly string[], place: Place): Words =>
  Object.fromEntries(names.map((word, index) => [word, name(word, stack.at(place(index)))]))

/** Stores the words that change their place or are new, and sets the depth. */
function leaveWords(stack: OperandStack, picture: StackPicture, place: Place, given: AnyGiven): void {
  const { taken, left } = picture
  left.forEach((name, index) => {
    if (taken[index] !== name) stack.put(place(index), wordCalled(name, given))
  })
  if (taken.length !== left.length || popsFirst(stack, picture)) stack.cutTo(place(left.length))
}

function wordCalled(name: string, given: AnyGiven): Value<WordType> {
  const one = given[name]
  if (one instanceof Value) return one as Value<WordType>
  if (typeof one === 'object' && one !== null && 'get' in one)
    return (one as ReadableOperand<RegisterType>).get() as Value<WordType>
  throw new TypeError(`nothing says what ${name} is`)
}
