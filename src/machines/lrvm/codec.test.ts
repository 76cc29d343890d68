// LRVM's encodings: every instruction, every operand form, every first byte (spec/lrvm.md sections 4 and 21).

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encode, formBits } from '../../core/index.js'
import { lrvm } from './machine.js'

const { decoder, instructions } = lrvm

test.each(instructions.map((instruction) => [instruction.name, instruction] as const))(
  '%s decodes to what it was encoded from',
  (_, instruction) => {
    const operands = instruction.operands.map(({ kind }, index) =>
      fc.nat(kind.forms.length - 1).chain((form) => {
        const bits = formBits(instruction.encoding.operands[index][form])
        const { signed } = { signed: false, ...kind.forms[form] }
        const span = 2n ** BigInt(bits)
        const [low, high] = signed ? [-span / 2n, span / 2n - 1n] : [0n, span - 1n]
        return fc.bigInt(low, high).map((number) => ({ form, number }))
      }),
    )
    fc.assert(
      fc.property(fc.tuple(...operands), (chosen) => {
        const forms = chosen.map(({ form }) => form)
        const numbers = chosen.map(({ number }) => number)
        const bytes = encode(instruction, forms, numbers)
        expect(bytes).toHaveLength(4)
        expect(decoder.decode(bytes)).toEqual({ instruction, forms, numbers })
      }),
    )
  },
)

test('the top five bits alone choose the instruction, and only opcode 0 is none', () => {
  for (let first = 0; first < 256; first++) {
    for (const rest of [0x00, 0xff, 0x5a]) {
      const decoded = decoder.decode(Uint8Array.of(first, rest, rest, rest))
      const opcode = typeof decoded === 'string' ? decoded : decoded.instruction.encoding.match[0].value
      expect(opcode).toBe(first >> 3 === 0 ? 'illegal' : first >> 3)
    }
  }
})

test('a word that is cut off is no instruction', () => {
  for (let end = 0; end < 4; end++)
    expect(decoder.decode(Uint8Array.of(0x0c, 0, 0, 0), 0, end)).toBe('truncated')
})

// Section 21, in the order of the table.
test.each<[number, string, number[], bigint[]]>([
  [0x0e000100, 'cpy', [0, 0], [0n, 1n]],
  [0x0c000010, 'cpy', [0, 1], [0n, 0x10n]],
  [0x1c000001, 'add', [0, 1], [0n, 1n]],
  [0x5c011800, 'shl', [0, 1], [1n, 24n]],
  [0x6e000100, 'cmp', [0, 0], [0n, 1n]],
  [0x3400050c, 'div', [0, 1, 1], [0n, 5n, 0x0cn]],
  [0x70fff400, 'jpr', [1], [-12n]],
  [0x74000000, 'jpr', [0], [0n]],
  [0x78002000, 'lsm', [1], [0x20n]],
  [0x80050000, 'itr', [1], [5n]],
  [0x88000000, 'if', [1], [0n]],
  [0x98000104, 'if2', [1, 1, 1], [0n, 1n, 4n]],
  [0xa60001fc, 'lsa', [0, 0, 1], [0n, 1n, 0xfcn]],
  [0xae000000, 'lea', [0, 0, 1], [0n, 0n, 0n]],
  [0xb40004aa, 'wsa', [0, 1, 1], [0n, 4n, 0xaan]],
  [0xc5000402, 'srm', [0, 1, 0], [0n, 4n, 2n]],
  [0xc8123400, 'push', [1], [0x1234n]],
  [0xcc000000, 'push', [0], [0n]],
  [0xd4000000, 'pop', [0], [0n]],
  [0xd8010000, 'call', [1], [0x100n]],
  [0xe4000110, 'hwd', [0, 1, 1], [0n, 1n, 0x10n]],
  [0xec000000, 'cycles', [0], [0n]],
  [0xf0000000, 'halt', [], []],
  [0xf8ff0000, 'reset', [1], [0xffn]],
])('the word %i is %s', (word, name, forms, numbers) => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, word)
  const instruction = lrvm.instruction(name)
  expect(decoder.decode(bytes)).toEqual({ instruction, forms, numbers })
  expect(instruction && encode(instruction, forms, numbers)).toEqual(bytes)
})

test('no host call that may block comes after an effect', () => {
  expect(
    lrvm
      .hostCalls()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['bus.read', 'bus.write', 'hardware.query', 'hardware.reset'])
})
