// Kinds of flag settings: they give the word of the formula, equal structures share one, and their number is bounded.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  add,
  and,
  bool,
  type Constant,
  eq,
  flagsRegister,
  geU,
  i32,
  ltU,
  Register,
  registerFile,
  shl,
  signBit,
  sub,
  TemporaryValue,
  type Value,
  xor,
} from '../../core/index.js'
import { evaluate } from '../reference/evaluate.js'
import { FlagKinds, MOST_LEAVES } from './flag-kinds.js'

type Word = Value<'i32'>

const file = registerFile('r', 'i32', ['status'])
const flags = flagsRegister(
  new Register(file, 0),
  { result: 'i32', carry: 'bool', overflow: 'bool' },
  {
    zero: { bit: 0, summary: 'zero', when: ({ result }) => eq(result, 0) },
    negative: { bit: 3, summary: 'negative', when: ({ result }) => signBit(result) },
    carry: { bit: 7, summary: 'carry', when: ({ carry }) => carry },
    overflow: { bit: 31, summary: 'overflow', when: ({ overflow }) => overflow },
  },
)

const sum = (x: Word, y: Word): readonly Value[] => {
  const result = add(x, y)
  return [result, ltU(result, x), signBit(and(xor(x, result), xor(y, result)))]
}
const difference = (x: Word, y: Word): readonly Value[] => {
  const result = sub(x, y)
  return [result, ltU(x, y), signBit(and(xor(x, y), xor(x, result)))]
}
const shifted = (x: Word, y: Word): readonly Value[] => [shl(x, y), geU(y, 32), geU(y, 32)]
const logical = (x: Word, y: Word): readonly Value[] => [xor(x, y), bool(false), bool(false)]
/** More different numbers than a kind can keep. */
const sprawling = (x: Word, y: Word): readonly Value[] => {
  const result = [x, y, i32(1_000), i32(2_000), i32(3_000), i32(4_000)].reduce((all, one) =>
    xor(all, shl(one, 1)),
  )
  return [result, ltU(x, y), bool(true)]
}

const temporary = (): Word => new TemporaryValue('i32')
const run = (value: Value, temporaries: ReadonlyMap<Value, Constant>): Constant =>
  evaluate(value, {
    temporaries: new Map(temporaries),
    context: { pc: 0, nextPc: 0, counter: 0n },
    decoded: undefined,
  })

const word = fc.oneof(fc.integer(), fc.constantFrom(0, 1, -1, 31, 32, 2 ** 31 - 1, -(2 ** 31)))

describe.each([
  ['a sum', sum],
  ['a difference', difference],
  ['a shift', shifted],
  ['a logical operation', logical],
  ['more numbers than a kind keeps', sprawling],
])('the kind of %s', (_, inputsOf) => {
  test('gives the word that the formula gives', () => {
    const kinds = new FlagKinds(flags)
    const [x, y] = [temporary(), temporary()]
    const inputs = inputsOf(x, y)
    const { kind, values } = kinds.setting(inputs)
    expect(values.length).toBeLessThanOrEqual(MOST_LEAVES)
    fc.assert(
      fc.property(word, word, (a, b) => {
        const given = new Map<Value, Constant>([
          [x, a],
          [y, b],
        ])
        const parameters = new Map(
          flags.parameters.map((parameter, index) => [parameter as Value, run(inputs[index], given)]),
        )
        const leaves = new Map(kind.leaves.map((leaf, index) => [leaf as Value, run(values[index], given)]))
        expect(run(kind.word, leaves)).toBe(run(flags.word, parameters))
      }),
    )
  })

  test('is that of all settings of this structure', () => {
    const kinds = new FlagKinds(flags)
    const [first, second] = [inputsOf(temporary(), temporary()), inputsOf(temporary(), temporary())]
    expect(kinds.setting(first).kind).toBe(kinds.setting(second).kind)
    expect(kinds.kinds.map(({ number }) => number)).toEqual([1])
  })
})

test('different structures are different kinds, numbered from 1', () => {
  const kinds = new FlagKinds(flags)
  const [x, y] = [temporary(), temporary()]
  const numbers = [sum, difference, shifted, logical].map((make) => kinds.setting(make(x, y)).kind.number)
  expect(numbers).toEqual([1, 2, 3, 4])
})

test('one number used twice is another structure than two numbers', () => {
  const kinds = new FlagKinds(flags)
  const x = temporary()
  expect(kinds.setting(difference(x, temporary())).values).toHaveLength(2)
  expect(kinds.setting([sub(xor(x, 5), x), ltU(xor(x, 5), x), bool(false)]).values).toEqual([x])
})

test('small constants belong to a kind, large ones are numbers that it keeps', () => {
  const kinds = new FlagKinds(flags)
  const kindOf = (constant: number) => kinds.setting(difference(temporary(), i32(constant))).kind
  expect(kindOf(1)).not.toBe(kindOf(2))
  expect(kindOf(1_000)).toBe(kindOf(2_000))
})

test('the number of kinds is bounded; further settings keep the inputs of the formula', () => {
  const kinds = new FlagKinds(flags)
  for (let first = 1; first <= 20; first++) {
    for (let second = 1; second <= 20; second++) {
      const x = temporary()
      kinds.setting([x, ltU(x, first), ltU(x, second)])
    }
  }
  expect(kinds.kinds.length).toBeLessThanOrEqual(201)
  const late = kinds.setting([sub(xor(temporary(), 7), 9), bool(true), bool(true)])
  expect(late.values).toHaveLength(flags.parameters.length)
})
