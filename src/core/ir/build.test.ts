// Building expressions: types are checked with clear messages, values refuse to be JavaScript values.

import { describe, expect, test } from 'vitest'
import {
  add,
  addF32,
  and,
  bit,
  bool,
  constant,
  divS,
  eq,
  eqF32,
  f64,
  i32,
  i64,
  known,
  ltF,
  ltU,
  name,
  neg,
  not,
  operation,
  select,
  shl,
  sub,
  subF32,
} from './build.js'
import { ContextValue, HoleValue, OperationValue, TemporaryValue, type Value } from './value.js'

const word = new TemporaryValue('i32', 'word')
const wide = new TemporaryValue('i64', 'wide')
const float = new TemporaryValue('f64', 'float')
const flag = new TemporaryValue('bool', 'flag')
const untyped = <T>(value: unknown): T => value as T

describe('a recorded value', () => {
  const coercions: readonly (readonly [string, (value: Value) => unknown])[] = [
    ['+', (value) => untyped<number>(value) + 1],
    ['-', (value) => untyped<number>(value) - 1],
    ['unary minus', (value) => -untyped<number>(value)],
    ['<', (value) => untyped<number>(value) < 2],
    ['>=', (value) => untyped<number>(value) >= 2],
    // biome-ignore lint/suspicious/noDoubleEquals: the coercion is what is tested
    ['== with a number', (value) => untyped<number>(value) == 2],
    // biome-ignore lint/suspicious/noDoubleEquals: the coercion is what is tested
    ['== with a text', (value) => untyped<string>(value) == 'a'],
    ['& and other bit operators', (value) => untyped<number>(value) & 1],
    ['a template', (value) => `${value}`],
    ['String()', (value) => String(value)],
    ['Number()', (value) => Number(value)],
    ['BigInt()', (value) => BigInt(untyped<bigint>(value))],
    ['Math functions', (value) => Math.max(untyped<number>(value), 1)],
    ['JSON.stringify', (value) => JSON.stringify({ value })],
    ['a property name', (value) => ({})[untyped<string>(value)]],
    ['join', (value) => [value].join()],
    ['parseInt', (value) => Number.parseInt(untyped<string>(value), 10)],
  ]
  const kinds: readonly Value[] = [
    word,
    i32(1),
    bool(true),
    f64(1),
    add(wide, 1),
    select(flag, word, 1),
    new ContextValue('i32', 'pc'),
    new HoleValue('i32', 0, 'number', 0n, 1n),
  ]

  test.each(coercions)('throws when it is used by %s', (_, use) => {
    for (const value of kinds) {
      expect(() => use(value)).toThrow(`a recorded ${value.type} value was used as a JavaScript value`)
    }
  })

  test('can be shown by the debugger and by test reports', () => {
    expect(() => Object.keys(word)).not.toThrow()
    expect(word).toEqual(word)
  })
})

describe('types', () => {
  test('must agree between the operands of an operator', () => {
    expect(() => add(word, untyped(wide))).toThrow('i32.add: argument 2 has type i64, not i32')
    expect(() => operation('i64.add', wide, word)).toThrow('i64.add: argument 2 has type i32, not i64')
    expect(() => operation('bool.not', word)).toThrow('bool.not: argument 1 has type i32, not bool')
  })

  test('must have the operator', () => {
    expect(() => divS(untyped<typeof word>(float), 1)).toThrow('divS is not defined for f64 values')
    expect(() => shl(untyped<typeof word>(flag), untyped(flag))).toThrow('shl is not defined for bool values')
    expect(() => ltF(untyped<typeof float>(word), untyped(word))).toThrow('lt is not defined for i32 values')
    expect(() => neg(untyped<typeof float>(word))).toThrow('neg is not defined for i32 values')
  })

  test('need at least one recorded operand', () => {
    expect(() => add(untyped<typeof word>(1), 2)).toThrow(
      'add: at least one operand must be a recorded value',
    )
    expect(() => operation('i32.add', word, untyped(1))).toThrow(
      'i32.add: argument 2 is not a recorded value',
    )
  })

  test('of a selection must agree', () => {
    expect(() => select(flag, word, untyped(wide))).toThrow('select: the alternatives have types i32 and i64')
    expect(() => select(untyped(word), word, 1)).toThrow('select: the condition has type i32, not bool')
  })

  test('are checked by the compiler', () => {
    // @ts-expect-error i32 and i64 do not mix
    expect(() => add(word, wide)).toThrow()
    // @ts-expect-error floats have no bitwise and
    expect(() => and(float, float)).toThrow()
    // @ts-expect-error conditions are no numbers
    expect(() => add(flag, 1)).toThrow()
    // @ts-expect-error a big integer is no i32
    add(word, 1n)
    // @ts-expect-error not takes a condition
    expect(() => not(word)).toThrow()
    // @ts-expect-error a comparison of floats takes no integers
    expect(() => ltF(word, 1)).toThrow()
    // @ts-expect-error the condition must be a bool
    expect(() => select(word, word, 1)).toThrow()
    // @ts-expect-error a condition is compared with nothing but by and, or, xor
    expect(() => eq(flag, true)).toThrow()
    // @ts-expect-error the result of a comparison is a condition
    const wrong: Value<'i32'> = eq(word, 1)
    expect(wrong.type).toBe('bool')
  })
})

describe('plain constants', () => {
  test('take the type of the other operand, on both sides', () => {
    expect(known(add(i64(1), 2))).toBe(3n)
    expect(known(sub(1, i64(2)))).toBe(-1n)
    expect(known(add(f64(1), 0.5))).toBe(1.5)
    expect(known(and(bool(true), false))).toBe(0)
  })

  test('wrap to the width of their type', () => {
    expect(known(i32(0xffffffff))).toBe(-1)
    expect(known(i64(2n ** 64n - 1n))).toBe(-1n)
  })
})

describe('known', () => {
  test('is undefined for what depends on the run', () => {
    for (const value of [word, add(word, 1), new HoleValue('i32', 0, 'number', 0n, 1n)])
      expect(known(value)).toBeUndefined()
  })

  test('sees a hole with a single possible number', () => {
    expect(known(new HoleValue('i32', 0, 'number', 3n, 3n))).toBe(3)
    expect(known(new HoleValue('i64', 0, 'number', -1n, -1n))).toBe(-1n)
  })
})

describe('folding', () => {
  test('removes what changes nothing', () => {
    for (const value of [add(word, 0), sub(word, 0), and(word, -1), shl(word, 0)]) expect(value).toBe(word)
    expect(not(not(flag))).toBe(flag)
    expect(eq(bit(flag), 1)).toBe(flag)
    expect(select(flag, word, word)).toBe(word)
  })

  test('adds constants that follow each other', () => {
    const sum = add(add(word, 3), 4)
    expect(sum).toBeInstanceOf(OperationValue)
    expect((sum as OperationValue).values[0]).toBe(word)
    expect(known((sum as OperationValue).values[1])).toBe(7)
  })

  test('does not touch floats, whose zeros and NaN have laws of their own', () => {
    expect(add(float, 0)).toBeInstanceOf(OperationValue)
    expect(sub(float, float)).toBeInstanceOf(OperationValue)
    expect(operation('f64.eq', float, float)).toBeInstanceOf(OperationValue)
    for (const value of [addF32(word, i32(0)), subF32(word, word), eqF32(word, word)])
      expect(value).toBeInstanceOf(OperationValue)
  })

  test('knows that nothing is less than itself', () => {
    expect(known(ltU(word, word))).toBe(0)
    expect(known(eq(wide, wide))).toBe(1)
  })
})

describe('name', () => {
  test('labels an operation once and returns it', () => {
    const sum = add(word, 5)
    expect(name('sum', sum)).toBe(sum)
    expect(name('other', sum).label).toBe('sum')
  })

  test('leaves constants and registers as they are', () => {
    expect(name('five', i32(5)).label).toBeUndefined()
    expect(name('other', word).label).toBe('word')
  })
})

test('a constant of a fraction is refused for integers', () => {
  expect(() => constant('i32', 1.5)).toThrow(RangeError)
})
