// Disassembly with rules that programs define: what comes out is assembled to the same bytes.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assemble, disassembleWithRules } from '../../src/assembly/index.js'

const CPU = `
#subruledef register {
    a => 0b00
    b => 0b01
    r{n: u1} => 0b1 @ n
}
#ruledef {
    nop => 0x00
    mov {to: register}, {from: register} => 0x1 @ to @ from
    load {to: register}, {value: i8} => 0x2 @ 0b00 @ to @ value
    jump {target: u16} => 0x30 @ $le(target)
    branch {target} => {
        distance = target - $ - 2
        $assert(distance >= -128 && distance <= 127)
        0x31 @ distance\`8
    }
    split {x: u12} => 0x4 @ x[3:0] @ x[11:4]
    push{n: u2} => 0b010100 @ n
}
`

function disassembled(rules: string, image: Uint8Array): string[] {
  return disassembleWithRules({ rules: 'cpu.asm', files: { 'cpu.asm': rules }, image }).lines.map(
    ({ text }) => text,
  )
}

function assembled(rules: string, lines: readonly string[]): Uint8Array | undefined {
  const files = { 'cpu.asm': rules, 'main.asm': `${lines.join('\n')}\n` }
  return assemble({ rules: 'cpu.asm', entry: 'main.asm', files }).image
}

test.each([
  [[0x00], ['nop']],
  [[0x11], ['mov a, b']],
  [[0x1f], ['mov r1, r1']],
  [[0x21, 0xff], ['load b, 0xff']],
  [[0x30, 0x34, 0x12], ['jump 0x1234']],
  [
    [0x00, 0x31, 0xfd],
    ['nop', 'branch 0'],
  ],
  [[0x4c, 0x0a], ['split 0xac']],
  [[0x53], ['push3']],
  [
    [0xff, 0x00],
    ['#d8 0xff', 'nop'],
  ],
  [
    [0x30, 0x34],
    ['#d8 0x30', '#d8 0x34'],
  ],
])('%j is %j', (bytes, lines) => {
  expect(disassembled(CPU, Uint8Array.from(bytes))).toEqual(lines)
})

test('any bytes come back when their disassembly is assembled', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (image) => {
      expect(assembled(CPU, disassembled(CPU, image)) ?? []).toEqual(image)
    }),
  )
})

describe('the library', () => {
  test.each(['6502', 'sm83'])('works backwards for the %s', (name) => {
    const rules = `#include "<std>/cpu/${name}.asm"\n`
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (image) => {
        expect(assembled(rules, disassembled(rules, image)) ?? []).toEqual(image)
      }),
      { numRuns: 50 },
    )
    const { undecodable } = disassembleWithRules({
      rules: 'cpu',
      files: { cpu: rules },
      image: new Uint8Array(),
    })
    expect(undecodable).toEqual([])
  })

  test('gives the text that people write', () => {
    const bytes = Uint8Array.of(0xa9, 0x01, 0x8d, 0x00, 0x02, 0xb1, 0x10, 0xd0, 0xf7, 0x60)
    expect(disassembled('#include "<std>/cpu/6502.asm"', bytes)).toEqual([
      'lda #1',
      'sta 0x200',
      'lda (0x10),y',
      'bne 0',
      'rts',
    ])
  })
})

test('addresses and units are those of the bank behind the rules', () => {
  const rules = `#bankdef rom { addr = 0x100, bits = 16, outp = 0 }\n#ruledef {\n  jump {target: u12} => 0x5 @ target\n  here => $\`16\n}\n`
  expect(disassembled(rules, Uint8Array.of(0x51, 0x23, 0x01, 0x01, 0xff))).toEqual([
    'jump 0x123',
    'here',
    '#d8 0xff',
  ])
})

test('rules that do not work backwards are named with the reason', () => {
  const rules =
    '#ruledef {\n  a {x} => x * 2 > 5 ? 0x1 : 0x2\n  b {x: u8} => (x * 2)`16\n  c => asm { a 1 }\n}\n'
  const { undecodable } = disassembleWithRules({ rules: 'r', files: { r: rules }, image: Uint8Array.of(1) })
  expect(undecodable.map(({ rule, reason }) => [rule.text, reason])).toEqual([
    ['a {x}', 'its encoding cannot be computed backwards'],
    ['b {x: u8}', 'its encoding cannot be computed backwards'],
    ['c', 'its encoding cannot be computed backwards'],
  ])
})

test('mistakes in the rules are diagnostics', () => {
  const { lines, diagnostics } = disassembleWithRules({
    rules: 'r',
    files: { r: '#ruledef {\n  a\n}\n' },
    image: Uint8Array.of(1),
  })
  expect([lines, diagnostics.map(({ code }) => code)]).toEqual([[], ['invalid-pattern-token']])
})
