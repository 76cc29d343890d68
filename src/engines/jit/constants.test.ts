// Which loads are taken as constants.

import { expect, test } from 'vitest'
import {
  add,
  HoleValue,
  i32,
  load,
  loopWhile,
  ne,
  readRegister,
  recordBlock,
  registerFile,
  space,
  store,
  trap,
  writeRegister,
} from '../../core/index.js'
import { withConstants } from './constants.js'

const file = registerFile('r', 'i32', ['r0', 'r1'])
const memory = space('memory', 'i32', { order: 'little' })
const WORD = { bytes: 4, type: 'i32' } as const
const FAILED = { name: 'failed', message: '' }
const operand = new HoleValue('i32', 0, 'number', 0, 0xffff)

const loadAt = (address: Parameters<typeof load>[1]) =>
  load(memory, address, WORD, () => {
    trap(FAILED)
    return undefined
  })
const constantsIn = (body: () => void): ReturnType<typeof withConstants> =>
  withConstants(
    recordBlock(() => {
      body()
      return undefined
    }),
  )

test('a load from an address that an operand gives is one, whatever it is at', () => {
  const found = constantsIn(() => writeRegister(file, i32(0), loadAt(add(operand, 4))))
  expect(
    found?.loads.map(({ address }) =>
      address({ numbers: [16], pc: 0, nextPc: 0, constants: [], anchors: [] }),
    ),
  ).toEqual([20])
  expect(found?.block.statements.map(({ kind }) => kind)).toEqual(['write'])
})

test('a load from an address in a register is not', () => {
  expect(constantsIn(() => writeRegister(file, i32(0), loadAt(readRegister(file, i32(1)))))).toBeUndefined()
})

test('a load behind a store of the same instruction is not', () => {
  const body = (): void => {
    store(memory, i32(8), i32(1), WORD, () => trap(FAILED))
    writeRegister(file, i32(0), loadAt(operand))
  }
  expect(constantsIn(body)).toBeUndefined()
})

test('nothing is in an instruction with a loop', () => {
  const turn = (): void => writeRegister(file, i32(0), loadAt(operand))
  expect(constantsIn(() => loopWhile(() => ne(readRegister(file, i32(0)), 0), turn))).toBeUndefined()
})
