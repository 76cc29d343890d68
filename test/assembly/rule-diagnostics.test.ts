// What the assembler says about mistakes in rules, and in lines that use them.
import { describe, expect, test } from 'vitest'
import { assemble, referenceErrors } from '../../src/assembly/index.js'
import type { Diagnostic } from '../../src/core/index.js'
import { described } from './assembling.js'

const CPU = `#subruledef reg {
    a => 0x0
    b => 0x1
}
#ruledef {
    ld {r: reg}, {v: u4} => 0x1 @ r @ v
    ld {r: reg}, {v: u8} => 0x2 @ r @ v
    div {x} => (100 / x)\`8
    br {t} => { $assert(t < 16, "too far"), 0x3 @ t\`4 }
    far {t} => asm { br {t} }
    add {r: reg}, {s: reg} => 0x4 @ r @ s @ 0x0
}
#fn half(n) => n / (n - 2)
`

function diagnosticsOf(main: string, cpu = CPU): readonly Diagnostic[] {
  return assemble({ rules: 'cpu.asm', entry: 'main.asm', files: { 'cpu.asm': cpu, 'main.asm': main } })
    .diagnostics
}

const marked = ({ labels }: Diagnostic): string[] =>
  labels.map(({ span, text }) => `${span.file.text.slice(span.start, span.end)} (${text})`)

describe('help names', () => {
  test.each([
    ['ld c, 5', 'its forms are `ld {r: reg}, {v: u4}`, `ld {r: reg}, {v: u8}`; `reg` is `a`, `b`'],
    ['div', 'its form is `div {x}`'],
    ['add a,b', '`add {r: reg}, {s: reg}` fits but for its blanks, which a line has to have, too'],
    ['dvi 5', 'did you mean `div`?'],
    ['start: ld a, strat', 'did you mean `start`?'],
  ])('what is legal instead of %j: %s', (line, help) => {
    expect(diagnosticsOf(line)[0].help).toBe(help)
  })

  test('near names of banks, rules, fields, formats and macros', () => {
    const mistakes = diagnosticsOf('#bankdef rom { adr = 0 }\n#bank rmo\n#macro m() {\n}\n#use n()\n')
    expect(mistakes.map(({ help }) => help)).toEqual([
      'did you mean `addr`?',
      'did you mean `rom`?',
      undefined,
    ])
    expect(diagnosticsOf('', '#subruledef reg {\n a => 1\n}\n#ruledef {\n x {r: rag} => 1\n}')[0].help).toBe(
      'did you mean `reg`?',
    )
  })
})

describe('a mistake elsewhere is shown at the line, and the way to it', () => {
  test.each([
    ['    div 0', ['div 0 ()', '100 / x (here)', 'div {x} (in this rule)']],
    [
      'far 99',
      [
        'far 99 ()',
        '$assert(t < 16, "too far") (here)',
        'br {t} (in this rule)',
        'br {t} (matched as `br 99`)',
        'far {t} (in this rule)',
      ],
    ],
    ['#d8 1 + half(2)', ['half(2) ()', 'n / (n - 2) (here)']],
  ])('%j', (line, expected) => {
    expect(marked(diagnosticsOf(line)[0])).toEqual(expected)
  })

  test('all candidates say why they do not fit', () => {
    const [{ message, children = [] }] = diagnosticsOf('ld a, 300')
    expect(message).toBe('no rule that fits this line accepts its operands')
    expect(children.map((child) => child.message)).toEqual([
      '300 is out of range for `u4`',
      '300 is out of range for `u8`',
    ])
  })

  test('endless recursion shows a few places, not all', () => {
    const [mistake] = diagnosticsOf('loop 1', '#ruledef {\n  loop {n} => asm { loop {n} }\n}\n')
    expect(mistake.code).toBe('recursion-limit')
    expect(mistake.labels.length).toBeLessThanOrEqual(6)
  })
})

describe('reading goes on', () => {
  test('200 mistakes are 200 diagnostics, each on its line', () => {
    const mistakes = [
      'ld c, 1',
      'ld a, 300',
      'div 0',
      'br 99',
      'ld a, nowhere',
      '#d8 300',
      '#foo',
      '#d8 half(2)',
      'x = 1 / 0',
      '#bank no',
    ]
    const lines = Array.from({ length: 200 }, (_, index) =>
      mistakes[index % mistakes.length].replace('x', `x${index}`),
    )
    const found = diagnosticsOf(lines.join('\nld a, 1\n'))
    expect(found.map(({ labels }) => labels[0].span.file.lineAt(labels[0].span.start))).toEqual(
      lines.map((_, index) => index * 2 + 1),
    )
  })

  test('behind a wrong rule, whose lines are not blamed for it', () => {
    const cpu = '#ruledef {\n  one 0x01\n  two => (1\n  three => 0x03\n}\n'
    expect(diagnosticsOf('one\ntwo\nthree\nfour', cpu).map(described)).toEqual([
      'cpu.asm:2:11 invalid-pattern-token',
      'cpu.asm:3:12 expected-token',
      'main.asm:4:1 no-match four',
    ])
  })

  test('in a bank with wrong fields, and behind it', () => {
    const found = diagnosticsOf('#bankdef rom { adr = 1, bits = 0, outp = 0 }\n  #d8 1\n  ld c, 1\n')
    expect(found.map(({ code }) => code)).toEqual(['invalid-field', 'value-range', 'no-match'])
  })
})

test('a directive among rules is pointed out', () => {
  const found = diagnosticsOf('', '#ruledef {\n  #d8 => 0x1\n}\n')
  expect(found.map(({ severity, code }) => [severity, code])).toEqual([['warning', 'directive-in-rules']])
})

test('what an assembler that stops early would say is known, too', () => {
  const source = '#d8 )\nfrob\n#d8 300\n'
  const assembly = assemble({ entry: 'main.asm', files: { 'main.asm': source } })
  expect(assembly.diagnostics.map(({ code }) => code)).toEqual([
    'expected-expression',
    'no-match',
    'data-out-of-range',
  ])
  expect(referenceErrors(assembly).map(({ causes }) => causes[0].code)).toEqual(['expected-expression'])
})
