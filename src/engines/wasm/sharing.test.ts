// Shared values: each is computed once, before all its uses, and on no path that does not reach one of them.

import { expect, test } from 'vitest'
import {
  add,
  type Block,
  eq,
  i32,
  mul,
  readRegister,
  recordBlock,
  registerFile,
  type Value,
  when,
  writeRegister,
} from '../../core/index.js'
import { Sharing } from './sharing.js'

const file = registerFile('r', 'i32', ['r0', 'r1', 'r2'])
const read = (index: number) => readRegister(file, i32(index))
const write = (index: number, value: Value<'i32'>): void => writeRegister(file, i32(index), value)

const record = (body: () => void): Block =>
  recordBlock(() => {
    body()
    return undefined
  })

/** The statements of a block and of its inner blocks that have something to compute before them, and what. */
function anchors(block: Block): readonly (readonly Value[])[] {
  const sharing = new Sharing(block)
  return block.statements.map((statement) => sharing.neededBefore(statement))
}

test('a value used once is not kept', () => {
  const block = record(() => write(0, add(read(1), 5)))
  expect(anchors(block).flat()).toEqual([])
})

test('a value used by two statements is computed before the first of them', () => {
  let sum = i32(0)
  const block = record(() => {
    sum = add(read(1), 5)
    write(0, sum)
    write(2, sum)
  })
  expect(anchors(block)).toEqual([[], [sum], []])
})

test('operands are computed before the operations that contain them', () => {
  let [sum, square] = [i32(0), i32(0)]
  const block = record(() => {
    sum = add(read(1), 5)
    square = mul(sum, sum)
    write(0, square)
    write(2, square)
  })
  expect(anchors(block)).toEqual([[], [sum, square], []])
})

test('a value used in both branches is computed before the condition', () => {
  let sum = i32(0)
  const block = record(() => {
    const given = read(1)
    sum = add(given, 5)
    when(
      eq(given, 0),
      () => write(0, sum),
      () => write(2, sum),
    )
  })
  expect(anchors(block)).toEqual([[], [sum]])
})

test('a value used twice in one branch only is computed in that branch', () => {
  let sum = i32(0)
  const block = record(() => {
    const given = read(1)
    sum = add(given, 5)
    when(eq(given, 0), () => {
      write(0, sum)
      write(2, sum)
    })
  })
  const sharing = new Sharing(block)
  const branch = block.statements[1]
  expect(sharing.neededBefore(branch)).toEqual([])
  const inner = branch.kind === 'when' ? branch.then.statements : []
  expect(inner.map((statement) => sharing.neededBefore(statement))).toEqual([[sum], []])
})

test('a value used in a branch and behind it is computed before the branch', () => {
  let sum = i32(0)
  const block = record(() => {
    const given = read(1)
    sum = add(given, 5)
    when(eq(given, 0), () => write(0, sum))
    write(2, sum)
  })
  expect(anchors(block)).toEqual([[], [sum], []])
})
