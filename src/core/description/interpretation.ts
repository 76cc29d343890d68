// Decoding and executing a word that only a running program knows, as semantics: an interpreter that is itself described.

import { add, and, constant, eq, i32, lift, type Operand, or, shl, shrS, shrU } from '../ir/build.js'
import { emit, when } from '../ir/record.js'
import type { Value } from '../ir/value.js'
import { type BitSlice, type FixedBits, type FormEncoding, patternsOf, widthOf } from './encoding.js'
import type { Instruction } from './instruction.js'
import type { Form, WritableOperand } from './operand.js'
import type { RegisterType } from './register.js'

type Word = Value<'i32'>

/**
 * Records what executing `word` does, whichever of the instructions it is; `otherwise` when it is none. The instructions are
 * tried in order. Their bits must all be in units of four bytes, which is what `word` is; their semantics must not look at
 * the pc.
 */
export function interpret(instructions: readonly Instruction[], word: Word, otherwise: () => void): void {
  const [first, ...rest] = instructions.flatMap(casesOf)
  const go = (one: Case | undefined, others: readonly Case[]): void => {
    if (one === undefined) return otherwise()
    const isMeant = one.patterns.map((pattern) => matches(word, pattern)).reduce((a, b) => or(a, b))
    when(
      isMeant,
      () => execute(one, word),
      () => go(others[0], others.slice(1)),
    )
  }
  go(first, rest)
}

/** An instruction with one choice of its operands' forms. */
interface Case {
  readonly instruction: Instruction
  readonly forms: readonly number[]
  readonly patterns: readonly (readonly FixedBits[])[]
}

function casesOf(instruction: Instruction): readonly Case[] {
  const { encoding } = instruction
  const choices = encoding.operands.reduce<readonly (readonly number[])[]>(
    (tuples, places) => tuples.flatMap((tuple) => places.map((_, form) => [...tuple, form])),
    [[]],
  )
  const fixed = encoding.match.length > 0 ? patternsOf(encoding) : [[]]
  return choices.map((forms) => {
    const selected = forms.flatMap((form, operand) => encoding.operands[operand][form].select ?? [])
    return { instruction, forms, patterns: fixed.map((pattern) => [...pattern, ...selected]) }
  })
}

/** Whether a word has fixed bits: one comparison for all of them. */
function matches(word: Word, pattern: readonly FixedBits[]): Value<'bool'> {
  let mask = 0
  let wanted = 0
  for (const { slice, value } of pattern) {
    mask |= maskOf(slice) << slice.low
    wanted |= value << slice.low
  }
  return eq(and(word, mask), wanted)
}

const maskOf = (part: BitSlice): number => (widthOf(part) === 32 ? -1 : 2 ** widthOf(part) - 1)

/** Puts the meaning of an instruction on the operands that a word holds into what is being recorded. */
function execute({ instruction, forms }: Case, word: Word): void {
  const operands = instruction.operands.map(({ kind }, index) =>
    operandIn(word, kind.forms[forms[index]], instruction.encoding.operands[index][forms[index]]),
  )
  for (const statement of instruction.semanticsOn(operands).statements) emit(statement)
}

function operandIn(word: Word, form: Form, place: FormEncoding): WritableOperand<RegisterType> {
  const number = numberIn(word, form, place)
  const isRegister = form.kind === 'register'
  return {
    number,
    get: () => (isRegister ? form.read(number) : number) as Value<RegisterType>,
    isRegister: constant('bool', isRegister),
    set: (value) => {
      if (!isRegister) throw new Error(`operand kind ${form.name} cannot be assigned`)
      form.write(number, value)
    },
  }
}

function numberIn(word: Word, form: Form, { slices, shift = 0, bias = 0n }: FormEncoding): Word {
  const width = slices.reduce((sum, part) => sum + widthOf(part), 0)
  const bits = slices.reduce<Operand<'i32'>>(
    (value, part) => or(shl(lift('i32', value), widthOf(part)), and(shrU(word, part.low), maskOf(part))),
    0,
  )
  const number = lift('i32', bits)
  const isSigned = form.kind === 'number' && form.signed
  const extended = isSigned ? shrS(shl(number, 32 - width), 32 - width) : number
  return add(shl(extended, shift), i32(Number(bias)))
}
