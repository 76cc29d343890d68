// Classes of operands: numbers share a template exactly when the semantics cannot tell them apart.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  add,
  and,
  type Block,
  eq,
  geU,
  HoleValue,
  i32,
  known,
  ne,
  readRegister,
  recordBlock,
  registerFile,
  shl,
  shrU,
  trap,
  type Value,
  when,
  writeRegister,
} from '../../core/index.js'
import { FixedValues } from './fixed.js'
import { type CodeFacts, classOf, classValue, operandClasses } from './operand-classes.js'

const file = registerFile('r', 'i32', ['r0', 'r1', 'r2', 'r3', 'r4', 'r5'])
const FAILED = { name: 'failed', message: '' }
const hole = new HoleValue('i32', 0, 'number', 0, 0xff)

/** The classes of an instruction's one operand, which is a number, or with facts a register's code. */
function classesOf(body: (number: Value<'i32'>) => void, facts?: CodeFacts) {
  const block: Block = recordBlock(() => {
    body(hole)
    return undefined
  })
  return operandClasses(block, [facts], new FixedValues())[0]
}

const write = (value: Value<'i32'>): void => writeRegister(file, i32(0), value)

describe('a number', () => {
  test('that is only calculated with shares its class with all others', () => {
    const classes = classesOf((number) => {
      const sum = add(readRegister(file, i32(1)), number)
      write(shl(sum, number))
    })
    expect(classOf(classes, 4)).toBe(classOf(classes, 6))
    expect(classOf(classes, 0)).toBe(classOf(classes, 128))
    expect(classValue(classes, hole, 0)).toMatchObject({ low: 0, high: 0xff, zeros: 0 })
  })

  test('on which a test depends shares its class with those of as many trailing zeros', () => {
    const classes = classesOf((number) => {
      const address = add(readRegister(file, i32(1)), number)
      when(ne(and(address, 3), 0), () => trap(FAILED))
    })
    expect(classOf(classes, 4)).toBe(classOf(classes, 20))
    expect(classOf(classes, 4)).not.toBe(classOf(classes, 6))
    expect(classOf(classes, 0)).not.toBe(classOf(classes, 128))
  })

  test('that says which bit is tested is a class of its own', () => {
    const classes = classesOf((number) => {
      when(ne(and(shrU(readRegister(file, i32(1)), number), 1), 0), () => trap(FAILED))
    })
    expect(classOf(classes, 5)).not.toBe(classOf(classes, 7))
    expect(known(classValue(classes, hole, 5))).toBe(5)
  })

  test('on which a decision depends is a class of its own, unless it is only compared', () => {
    const decided = classesOf((number) => when(ne(and(number, 0x10), 0), () => trap(FAILED)))
    expect(classOf(decided, 1)).not.toBe(classOf(decided, 3))
    const compared = classesOf((number) => when(geU(number, 8), () => trap(FAILED)))
    expect(classOf(compared, 1)).toBe(classOf(compared, 7))
    expect(classOf(compared, 7)).not.toBe(classOf(compared, 9))
  })

  test('is one of those that its class stands for', () => {
    const classes = classesOf((number) => {
      when(geU(number, 8), () => trap(FAILED))
      when(eq(number, 3), () => write(number))
    })
    fc.assert(
      fc.property(fc.nat(0xff), (number) => {
        const value = classValue(classes, hole, number)
        if (!(value instanceof HoleValue)) {
          expect(known(value)).toBe(number)
          return
        }
        expect(number).toBeGreaterThanOrEqual(Number(value.low))
        expect(number).toBeLessThanOrEqual(Number(value.high))
        expect(number % 2 ** value.zeros).toBe(0)
      }),
    )
  })
})

describe('a code', () => {
  const facts: CodeFacts = { registers: 6, special: [5] }

  test('shares its class with those that no comparison separates', () => {
    const classes = classesOf((code) => when(geU(code, 3), () => trap(FAILED)), facts)
    expect(classOf(classes, 0)).toBe(classOf(classes, 2))
    expect(classOf(classes, 2)).not.toBe(classOf(classes, 4))
  })

  test('of a special register, or of none, is a class of its own', () => {
    const classes = classesOf((code) => write(readRegister(file, code)), facts)
    const keys = [0, 5, 6, 7].map((code) => classOf(classes, code))
    expect(new Set(keys).size).toBe(4)
    expect(classOf(classes, 4)).toBe(keys[0])
    expect(known(classValue(classes, hole, 13))).toBe(13)
  })
})
