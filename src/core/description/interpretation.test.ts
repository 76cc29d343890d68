// A word is interpreted as what the decoder makes of it.

import { expect, test } from 'vitest'
import { i32 } from '../ir/build.js'
import { recordBlock } from '../ir/record.js'
import { slice } from './encoding.js'
import { instructionsIn } from './instruction.js'
import { interpret } from './interpretation.js'
import { numberOperand, registerOperand } from './operand.js'
import { registerFile, registerNamed } from './register.js'

const file = registerFile('r', 'i32', ['a', 'b', 'c', 'd'])
const part = (high: number, low: number) => slice(4, 'little', high, low)
const define = instructionsIn<number>((value) => ({
  length: 4,
  match: [{ slice: part(7, 0), value }],
  alternatives: [[{ slice: part(7, 0), value: value + 0x80 }]],
  operands: [[{ slices: [part(9, 8)] }], [{ slices: [part(31, 28), part(19, 16)], shift: 1, bias: 5n }]],
}))
const offset = numberOperand('offset', { bits: 8, signed: true })
const set = define(1, 'set {r}, {n}', { r: registerOperand(file), n: offset }, ({ r, n }) => r.set(n.get()))

/** What a known word does: everything is folded. */
const meaning = (word: number) =>
  recordBlock(() => interpret([set], i32(word), () => registerNamed(file, 'a').set(0xbad))).statements.map(
    (statement) =>
      statement.kind === 'write' ? [statement.index.exact, statement.value.exact] : statement.kind,
  )

test('operands are put together from their slices, extended, shifted and biased', () => {
  expect(meaning(0x7005_0201)).toEqual([[2, 2 * 0x75 + 5]])
  expect(meaning(-0x10000000 + 0x000f_0301)).toEqual([[3, -2 + 5]])
})

test('an alternative pattern means the same, and a word that is no instruction something else', () => {
  expect(meaning(0x7005_0281)).toEqual([[2, 2 * 0x75 + 5]])
  expect(meaning(0x7005_0202)).toEqual([[0, 0xbad]])
})
