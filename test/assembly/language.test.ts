// What the language means: scopes, layout, conditions, functions, files (spec/asm-language.md, spec/lrvm.md section 17).
import { describe, expect, test } from 'vitest'
import { assemble, filesOf } from '../../src/assembly/index.js'
import { lrvm } from '../../src/machines/lrvm/index.js'
import { assembleText, hexadecimal, imageOf } from './assembling.js'

describe('names', () => {
  test.each([
    [
      'a:\n.x: halt\nb:\n.x: jp .x\n jp a.x',
      'f00000000c1600040c160000',
      'locals belong to the last global name',
    ],
    ['a:\n.b:\n..c: #d8 0\n.d: #d8 a.b.c, .d, .b.c', '00000100', 'names nest by dots'],
    ['a:\nk = 5\n.x = k + 1\n#d8 k.x', '06', 'a constant opens a scope, too'],
    ['#d8 late\nlate = later * 2\nlater = 3', '06', 'constants may be in any order'],
    ['a0: jp (a0)\n jp a0', '0c1600000e160000', 'a register wins unless it is in parentheses'],
    ['pcx: jp pcx', '0c160000', 'a name may begin like a register'],
    ['le = 4\n#d8 le, le(0x05)', '0405', 'a symbol may have the name of a function'],
    ['halt\n jpr $ - pc', 'f000000070000000', '`pc` is the address in expressions'],
    ['CPY A0, Rr1\nIFN zf', '0e000e0090000000', 'the case of mnemonics, registers and flags does not matter'],
    ['a: b: .c: #d8 a, b.c', '0000', 'several labels on one line'],
  ])('%j is %s: %s', (text, expected) => {
    expect(imageOf(text)).toBe(expected)
  })
})

describe('layout', () => {
  test.each([
    ['#d8 1\nl: #d8 2', '0100000002', 'global labels are aligned'],
    ['#d8 1\n.k = 2', '2:1 nesting-skipped', 'locals need a parent'],
    ['m: #d8 1\n.l: #d8 2', '0102', 'local labels are not aligned'],
    ['#d8 1\nC = 5\n#d8 2', '0100000002', 'constants are aligned, too'],
    ['#d8 1\n#align 16\n#d8 2\n#align 64', '010002', 'alignment writes nothing'],
    ['#res 2\n#d8 1\n#res 100', '000001', 'reserved space at the end writes nothing'],
    ['#addr 3\n#d8 1\n#addr 0\n#d8 2', '02000001', 'addresses may go backwards'],
    ['#d4 1\n#d8 2', '1020', 'a part of a byte is completed with zeros'],
    ['#d8 1\n#res gap - 1\n#d8 2\ngap = 4', '0100000002', 'sizes may be defined later'],
    ['#d16 "é", -1\n#d32 "abc"', 'c3a9ffff00616263', 'strings are right-aligned'],
    ['#d "a" @ 0x0\n#d8 0xa`4', '6100a0', 'sizes add up'],
  ])('%j is %s: %s', (text, expected) => {
    expect(imageOf(text)).toMatch(expected)
  })

  test('a label behind a forward reference settles', () => {
    expect(imageOf('#d 5`(end * 8)\nend:')).toBe('')
    expect(imageOf('#d 5`(16 * (end >> 8) + 8 + 8)\nend:')).toBe('0005')
  })

  test('a range that fails only for the first guess does not matter', () => {
    expect(imageOf('cpy a0, (end > 100 ? 70000 : 1)\nend:')).toBe('0c000001')
  })
})

describe('conditions', () => {
  test.each([
    ['#if K > 1 { halt } #else { ret }\nK = 2', 'f0000000', 'decided by constants that come later'],
    ['#if false\n{\nfrob\n}\n#elif true\n{\n#d8 1\n}\n#else {}', '01', 'what is not taken is not matched'],
    [
      '#if true { A = 1 }\n#if A == 1 { B = 2 }\n#if B == 2 { #d8 3 }',
      '03',
      'arms may define what others ask',
    ],
    ['m:\n#if true {\n.x:\n}\n#d8 .x', '00', 'scopes run through arms'],
    ['#if true { #if false { frob } #else { #d8 7 } }', '07', 'arms nest'],
  ])('%j is %s: %s', (text, expected) => {
    expect(imageOf(text)).toBe(expected)
  })
})

describe('functions', () => {
  test.each([
    ['#fn fact(n) => n <= 1 ? 1 : n * fact(n - 1)\n#d8 fact(5)', '78', 'recursion'],
    ['#fn f(x) => { y = x * 2\n y + 1 }\n#d8 f(3)', '07', 'a body may be a block'],
    ['#d8 f(l)\nl:\n#fn f(x) => x + 1', '05', 'arguments may be labels'],
    ['#fn f(n) => n == 0 ? 0`0 : n`8 @ f(n - 1)\n#d f(3)', '030201', 'results keep their size'],
  ])('%j is %s: %s', (text, expected) => {
    expect(imageOf(text)).toBe(expected)
  })

  test('endless recursion, and recursion that only takes very long, end', () => {
    expect(imageOf('#fn f(n) => f(n + 1)\n#d8 f(0)')).toMatch('recursion-limit')
    const wide = Array(9).fill('f(n + 1)').join(' + ')
    expect(imageOf(`#fn f(n) => n > 20 ? 1 : ${wide}\n#d8 f(0)`)).toMatch('value-range')
  })
})

describe('files', () => {
  const files = {
    'lib/a.lasm': '#include "b.lasm"\n#d8 1',
    'lib/b.lasm': '#once\nB = 2',
    'lib/text.bin': Uint8Array.of(0x61, 0x62),
  }
  test.each([
    ['#include "lib/a.lasm"\n#include "lib/b.lasm"\n#d8 B', '0102', 'once is once'],
    ['#if true {\n#include "lib/a.lasm"\n}', '01', 'includes in an arm that is taken'],
    ['#if false {\n#include "none"\n}\n#d8 1', '01', 'includes in an arm that is not'],
    ['#d incbin("lib/text.bin")', '6162', 'data from files'],
  ])('%j is %s: %s', (text, expected) => {
    const { image } = assembleText(text, files)
    expect(image && hexadecimal(image)).toBe(expected)
  })
})

describe('defines', () => {
  const withDefines = (...defines: string[]) => {
    const files = filesOf({ 'main.lasm': 'k = 1\nm:\n.debug = false\n#d8 k, (.debug ? 1 : 0)' })
    const { image, diagnostics } = assemble({ entry: 'main.lasm', files, machine: lrvm, defines })
    return image === undefined ? diagnostics.map(({ code }) => code).join() : hexadecimal(image)
  }

  test.each([
    [['k=0x20'], '2000'],
    [['k=-1', 'm.debug'], 'ff01'],
    [['m.debug=true'], '0101'],
    [['nobody=1'], 'define-unused'],
    [['k=1+1'], 'define-value'],
    [['k=1=2'], 'define-syntax'],
  ])('%j: %s', (defines, expected) => {
    expect(withDefines(...defines)).toBe(expected)
  })
})

describe('the result', () => {
  const { symbols, sourceMap, items } = assembleText(
    'main:\n    cpy a0, .k\n.k = 7\n#const(noemit) no = 1\nl: halt\n',
  )

  test('lists symbols with their parents', () => {
    expect(symbols.map(({ name, kind, value }) => [name, kind, value])).toEqual([
      ['main', 'label', 0n],
      ['main.k', 'constant', 7n],
      ['l', 'label', 4n],
    ])
  })

  test('maps bytes to lines and lines to addresses', () => {
    const span = sourceMap.at(5)
    expect(span?.file.text.slice(span.start, span.end)).toBe('halt')
    expect(span && sourceMap.addressesOfLine(span.file, 2)).toEqual([0])
  })

  test('lists labels, instructions and data by position', () => {
    expect(items.map(({ kind, position, size }) => [kind, position, size])).toEqual([
      ['label', 0, 0],
      ['instruction', 0, 32],
      ['label', 32, 0],
      ['instruction', 32, 32],
    ])
  })
})
