// Directives beyond the original language (docs/assembly-extensions.md).
import { describe, expect, test } from 'vitest'
import { assemble } from '../../src/assembly/index.js'
import { lrvm } from '../../src/machines/lrvm/index.js'
import { described, hexadecimal } from './assembling.js'

const RULES = '#ruledef {\n  put {x: u8} => x\n  push r{n: u4} => 0xf @ n\n  jump {a: u8} => 0xe0 @ a\n}\n'

function outputOf(source: string, rules = RULES): string {
  const files = { 'rules.asm': rules, 'main.asm': source }
  const { image, diagnostics } = assemble({ rules: 'rules.asm', entry: 'main.asm', files })
  const mistakes = diagnostics.map((each) => described(each).replace('main.asm:', ''))
  return image === undefined ? mistakes.join('\n') : hexadecimal(image)
}

describe('#repeat', () => {
  test.each([
    ['#repeat 3 { \n put 7\n}', '070707', 'repeats lines'],
    ['#repeat i: 4 {\n put i * 2\n}', '00020406', 'counts from 0'],
    ['n = 2\n#repeat n {\n#d8 n\n}', '0202', 'takes the count from constants'],
    ['#repeat i: 3 {\n push r{i}\n}', 'f0f1f2', 'pastes the number into instructions'],
    ['#repeat i: 2 {\n#repeat j: 2 {\n#d8 i * 16 + j\n}\n}', '00011011', 'nests'],
    ['#repeat 2 {\nhere: jump here\n}', 'e000e002', 'gives each repetition its own names'],
    ['main:\n.x = 5\n#repeat 2 {\n.y: #d8 .y, .x\n}', '00050205', 'keeps names with dots apart, too'],
    ['#repeat i: 3 {\n#if i == 1 {\n put 9\n}\n}', '09', 'contains conditions'],
    ['#repeat 0 {\n frob\n}', '', 'may repeat nothing'],
  ])('%j is %s: %s', (source, expected) => {
    expect(outputOf(source)).toBe(expected)
  })

  test.each([
    ['l:\n#repeat l {\n put 1\n}', '2:9 unresolved-symbol l'],
    ['#repeat -1 {\n put 1\n}', '1:9 expected-integer -1'],
    ['#repeat true {\n put 1\n}', '1:9 expected-integer true'],
    ['#repeat 2 {\n put 256\n}', '2:6 argument-out-of-range 256\n2:6 argument-out-of-range 256'],
    ['#repeat 99999999 {\n put 1\n}', '1:1 program-too-large #repeat 99999999 {\n put 1\n}'],
    ['#repeat 2 {\na: put 1\n}\n put a', '4:6 unknown-symbol a'],
  ])('%j: %s', (source, expected) => {
    expect(outputOf(source)).toBe(expected)
  })
})

describe('#macro and #use', () => {
  test.each([
    ['#macro two(a, b) {\n put a\n put b\n}\n#use two(1, 2 + 3)', '0105', 'puts values into expressions'],
    [
      '#macro save(x, y) {\n push {x}\n push {y}\n}\n#use save(r1, r15)',
      'f1ff',
      'pastes texts into instructions',
    ],
    [
      '#macro m(a, b = 7) {\n#d8 a, b\n}\n#use m(1)\n#use m(1, 2)',
      '01070102',
      'has arguments that may be left out',
    ],
    ['#macro spin() {\ntop: jump top\n}\n#use spin()\n#use spin()', 'e000e002', 'has names of its own'],
    [
      '#use late(end)\nend:\n#macro late(x) {\n put x\n}',
      '01',
      'may come later, and arguments may be labels',
    ],
    [
      '#macro inner(x) {\n push {x}\n}\n#macro outer(y) {\n#use inner({y})\n}\n#use outer(r3)',
      'f3',
      'passes texts on',
    ],
    [
      '#macro m(r) {\n#if true {\n#repeat i: 2 {\n push {r}\n push r{i}\n}\n}\n}\n#use m(r9)',
      'f9f0f9f1',
      'pastes texts into what conditions and repetitions contain',
    ],
    ['#macro m(r) {\n#d asm { push {r} }\n}\n#use m(r7)', 'f7', 'pastes texts into blocks'],
    ['x = 1\n#macro m(x) {\n put x\n}\n#use m(x + 1)', '02', 'evaluates arguments where they are written'],
    ['#macro m(n) {\n#repeat i: n {\n#d8 i\n}\n}\n#use m(3)', '000102', 'contains repetitions'],
    ['#macro down(n) {\n put n\n#if n > 1 {\n#use down(n - 1)\n}\n}\n#use down(3)', '030201', 'uses itself'],
  ])('%j is %s: %s', (source, expected) => {
    expect(outputOf(source)).toBe(expected)
  })

  test.each([
    ['#use nothing(1)', '1:6 unknown-macro nothing'],
    ['#macro m(a) {\n}\n#use m()', '3:1 argument-count #use m()'],
    ['#macro m() {\n}\n#macro m() {\n}', '3:8 duplicate-symbol m'],
    ['#macro m() {\n#use m()\n}\n#use m()', '2:1 recursion-limit #use m()'],
    ['#macro m(r) {\n put r\n}\n#use m(#)', '2:6 expected-expression r'],
  ])('%j: %s', (source, expected) => {
    expect(outputOf(source)).toBe(expected)
  })

  test('works with the instructions of a machine', () => {
    const main = '#macro clear(a, b) {\n  zro {a}\n  zro {b}\n}\n#use clear(a0, rr1)\n'
    const { image } = assemble({ entry: 'main.lasm', files: { 'main.lasm': main }, machine: lrvm })
    const plain = assemble({ entry: 'm', files: { m: ' zro a0\n zro rr1\n' }, machine: lrvm })
    expect(image).toEqual(plain.image)
  })
})

describe('#fillN', () => {
  test.each([
    ['#fill8 3', '000000'],
    ['#fill8 3, 0xff', 'ffffff'],
    ['#fill16 2, 0x1234', '12341234'],
    ['#fill8 l / 2, 1\n#addr 4\nl:', '0101'],
    ['#fill8 0', ''],
  ])('%j is %s', (source, expected) => {
    expect(outputOf(source)).toMatch(expected)
  })

  test.each([
    ['#fill8 -1', '1:1 value-range'],
    ['#fill8 2, 256', '1:11 data-out-of-range 256'],
    ['#fill8 true', '1:1 expected-integer'],
    ['#fill0 1', '1:1 value-range #fill0'],
  ])('%j: %s', (source, expected) => {
    expect(outputOf(source)).toMatch(expected)
  })
})

describe('#textN', () => {
  test.each([
    ['#text16 "AB"', '00410042', 'gives every character the same width'],
    ['#text12 "AB"', '041042', 'of any number of bits'],
    ['#text8(5) "AB"', '4142000000', 'fills up with zeros'],
    ['#text8(4, " ") "AB", "C"', '4142202043202020', 'or with what is asked for'],
    ['#text32 "😀"', '0001f600', 'counts characters, not bytes'],
    ['#text8(2) ""', '0000', 'fills up an empty text'],
  ])('%j is %s: %s', (source, expected) => {
    expect(outputOf(source)).toBe(expected)
  })

  test.each([
    ['#text8 "é€"', '1:8 data-out-of-range "é€"'],
    ['#text8(1) "AB"', '1:11 data-out-of-range "AB"'],
    ['#text8 true', '1:8 data-type true'],
  ])('%j: %s', (source, expected) => {
    expect(outputOf(source)).toBe(expected)
  })
})

describe('#endian', () => {
  test.each([
    ['#endian little\n#d16 0x1234\n#d32 1, l\nl:', '3412010000000a000000', 'reverses the bytes of numbers'],
    ['#endian little\n#d32 "ab"\n#d 0x1234', '000061621234', 'leaves texts and #d alone'],
    ['#endian little\n#d12 0x123\n#d4 0', '1230', 'and what is not whole bytes'],
    ['#endian little\n#d16 1\n#endian big\n#d16 1', '01000001', 'until it is switched back'],
  ])('%j is %s: %s', (source, expected) => {
    expect(outputOf(source)).toBe(expected)
  })

  test('knows two byte orders', () => {
    expect(outputOf('#endian middle')).toBe('1:9 invalid-attribute middle')
  })
})

describe('#function', () => {
  test.each([
    ['#function f(a, b = 2) => a * b\n#d8 f(3), f(3, 3)', '0609'],
    ['#function f(a, b = a + 1, c = b) => a + b + c\n#d8 f(1), f(1, 1)', '0503'],
    ['#function f() => 7\n#d8 f()', '07'],
  ])('%j is %s', (source, expected) => {
    expect(outputOf(source)).toBe(expected)
  })

  test.each([
    ['#function f(a, b = 2) => a\n#d8 f()', '2:5 argument-count f()'],
    ['#function f(a = 1, b) => a', '1:21 expected-token'],
  ])('%j: %s', (source, expected) => {
    expect(outputOf(source)).toBe(expected)
  })
})
