// What the assembler says about mistakes, and where.
import { describe, expect, test } from 'vitest'
import { assembleText, mistakesIn } from './assembling.js'

describe('a mistake is marked exactly', () => {
  test.each([
    ['    cpy a0, 70000', '1:13 argument-out-of-range 70000'],
    ['halt\n    jpr 3 - 40000 ; far', '2:9 argument-out-of-range 3 - 40000'],
    ['    ad a0, 1', '1:5 no-match ad'],
    ['add a9, 1', '1:1 no-match add a9, 1'],
    ['add a0 ; one', '1:1 no-match add a0'],
    ['cpy.a0, 1', '1:1 no-match cpy'],
    ['    jp nowhere', '1:8 unknown-symbol nowhere'],
    ['m:\n jp m.x', '2:7 unknown-symbol x'],
    ['  jp .x', '1:6 invalid-label-hierarchy .x'],
    ['a:\nb:\na:', '3:1 duplicate-symbol a:'],
    ['.x: halt', '1:1 nesting-skipped .x:'],
    ['m:\n...x = 1', '2:1 nesting-skipped ...x'],
    ['#d8 1, 256, 2', '1:8 data-out-of-range 256'],
    ['#d8 0x0FF', '1:5 data-out-of-range 0x0FF'],
    ['#d "a", 5', '1:9 data-unsized 5'],
    ['#d8 true', '1:5 data-type true'],
    ['#d8 1/0', '1:5 division-by-zero 1/0'],
    ['#d8 (1 + ', '1:9 expected-expression'],
    ['#d8 1 2', '1:6 expected-line-break'],
    ['#d8 0b12', '1:5 invalid-digits 0b12'],
    ['#d "\\q"', '1:4 invalid-escape "\\q"'],
    ['#d "open', '1:3 expected-expression'],
    ['#nosuch 1', '1:1 unknown-directive #nosuch'],
    ['  # d9x', '1:3 unknown-directive # d9x'],
    ['#bits 8', '1:1 deprecated-directive #bits'],
    ['#align 0', '1:8 align-zero 0'],
    ['#res -1', '1:6 reserve-range -1'],
    ['#addr -4', '1:7 address-outside-bank -4'],
    ['#res true', '1:6 reserve-type true'],
    ['#assert 1 == 2', '1:9 assertion-failed 1 == 2'],
    ['#assert 1', '1:9 expected-boolean 1'],
    ['#addr 4\nhalt\n#addr 4\nhalt', '4:1 output-overlap halt'],
    ['x = x', '1:1 did-not-converge x'],
    ['#d8 1\n#addr l + 4\nl:', '2:7 did-not-converge l + 4\n3:1 did-not-converge l:'],
    ['#if nobody == 1 { halt }', '1:5 unknown-symbol nobody'],
    ['l:\n#if l == 0 { halt }', '2:5 unresolved-symbol l'],
    ['#if $ == 0 { halt }', '1:5 no-address-here $'],
    ['#if 1 { halt }', '1:5 unresolved-condition 1'],
    ['#const(x) a = 1', '1:8 invalid-attribute x'],
    ['$x = 1', '1:1 reserved-name $x'],
    ['#include "none"', '1:10 file-not-found "none"'],
    ['#include "main.lasm"', '1:10 recursive-include "main.lasm"'],
    ['}', '1:1 expected-line-break }'],
    ['é', '1:1 no-match é'],
    ['𝒳𝒳 = 1\n', '1:1 no-match 𝒳𝒳 = 1'],
  ])('%j', (text, expected) => {
    expect(mistakesIn(text).join('\n')).toBe(expected)
  })
})

describe('help', () => {
  const helpFor = (text: string) => assembleText(text).diagnostics[0].help

  test.each([
    ['cpy a0, 70000', '`u16` accepts 0 to 65535'],
    ['ad a0, 1', 'did you mean `add`?'],
    ['add a0', 'its form is `add register, register|u16`'],
    [
      'lea',
      'its forms are `lea register|u8, register|i8, register|i8`, `lea register|u8`, `lea register|u8, register|i8`',
    ],
    ['loop:\njp lop', 'did you mean `loop`?'],
    ['main:\n.loop: jp .lop', 'did you mean `.loop`?'],
    ['main:\n.loop:\nother: jp main.lop', 'did you mean `main.loop`?'],
    ['if ZG', 'did you mean `ZF`?'],
    ['cpy a0, (rr9)', 'did you mean `rr0`?'],
    ['#aling 4', 'did you mean `#align`?'],
    ['#str "x"', 'write text with `#d "…"`'],
  ])('for %j: %s', (text, help) => {
    expect(helpFor(text)).toBe(help)
  })

  test('a misspelt register is pointed at', () => {
    const [{ labels }] = assembleText('add rr9, 1').diagnostics
    expect(labels.map(({ text }) => text)).toEqual(['', 'did you mean `rr0`?'])
  })

  test('a mistake in a function is shown at the call and in the function', () => {
    const [{ labels }] = assembleText('#fn f(a) => a / 0\n    cpy a0, f(3)').diagnostics
    expect(labels.map(({ span, text }) => [span.file.text.slice(span.start, span.end), text])).toEqual([
      ['f(3)', ''],
      ['a / 0', 'here'],
    ])
  })

  test('`not` is accepted with a warning', () => {
    const { image, diagnostics } = assembleText('not a3')
    expect(image).toEqual(Uint8Array.of(0x56, 3, 3, 0))
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'discouraged' }])
  })
})

describe('reading goes on after a mistake', () => {
  const MISTAKES = [
    'frobnicate a0',
    'cpy a0, 65536',
    'jp nowhere',
    '#d8 300, 5',
    '#d8 1 )',
    '#foo',
    'x = (1',
    'add a0, )',
    '#if )',
    '#d8 1 2',
  ]

  test('200 mistakes are 200 diagnostics, each on its line', () => {
    const lines = Array.from({ length: 200 }, (_, index) =>
      MISTAKES[index % MISTAKES.length].replace('x', `x${index}`),
    )
    const text = lines.join('\nhalt\n')
    const found = assembleText(text).diagnostics.map(({ labels }) =>
      labels[0].span.file.lineAt(labels[0].span.start),
    )
    expect(found).toEqual(lines.map((_, index) => index * 2 + 1))
  })

  test('a name whose definition is wrong is not unknown', () => {
    expect(mistakesIn('k = 1 + )\n    cpy a0, k\nl = k + 1\n    cpy a0, l\n')).toEqual([
      '1:8 expected-expression',
    ])
  })

  test('a line without a match takes its place, so that nothing else moves', () => {
    expect(mistakesIn('frob\nhere: #assert here == 4')).toEqual(['1:1 no-match frob'])
  })

  test('a body with a mistake in its condition is read, and its end is found', () => {
    expect(mistakesIn('#if )\n{\n  #d8 1 2\n}\nfrob')).toEqual([
      '1:4 expected-expression',
      '3:8 expected-line-break',
      '5:1 no-match frob',
    ])
  })

  test('a body that is not closed is reported at the end', () => {
    expect(mistakesIn('#if true {\n  halt\n')).toEqual(['3:1 expected-token'])
  })

  test('diagnostics of included files name them', () => {
    expect(
      mistakesIn('#include "lib/a"\nfrob', { 'lib/a': 'halt\n  #include "b"', 'lib/b': ' nope' }),
    ).toEqual(['lib/b:1:2 no-match nope', '2:1 no-match frob'])
  })
})
