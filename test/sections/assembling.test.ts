// The section language beyond its vectors: nesting, source maps, warnings, the safe layout.
import fc from 'fast-check'
import { renderAll } from 'isaforge/core'
import { describe, expect, test } from 'vitest'
import { assembled, imageOf, ran } from './assembling.js'

const program = (data: string, code: string): string => `section .data\n${data}\nsection .text\n${code}\n`

describe('nesting', () => {
  test.each([
    ['brackets', `${'['.repeat(200_000)}$7${']'.repeat(200_000)}`],
    ['operators', `[${'$1 - '.repeat(200_000)}$1]`],
    ['instructions', 'call '.repeat(200_000)],
  ])('of %s has no limit', (_, text) => {
    expect(() => assembled(program(`x: ${text}`, 'ret'))).not.toThrow()
  })

  test('groups operators to the right', () => {
    const { image } = assembled(program('x: [$10 - $3 - $2]', 'ret'))
    expect(image?.subarray(1, 9)).toEqual(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 9))
  })
})

test('no text makes the assembler throw', () => {
  const words = ['section', '.data', '.text', 'entry', 'ascii', '"a"', 'mov', '%r0', '%rx', '$1', '$1.5', ',']
  const signs = ['[', ']', '.', 'x:', 'x', '+', '*', '!', '"', '$', '%', '\\', 'call', 'je', '\0', '😀']
  const text = fc.array(fc.constantFrom(...words, ...signs), { maxLength: 40 }).map((all) => all.join(' '))
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), (source) => {
      const { image, findings, diagnostics } = assembled(source)
      expect(image === undefined).toBe(findings.length > 0)
      expect(renderAll(diagnostics, { color: false })).not.toContain('undefined')
    }),
    { numRuns: 1000, seed: 2026 },
  )
})

test('the source map leads from addresses to lines', () => {
  const text = program('m: ascii "😀"', 'mov %r0, $1\nret')
  const { image, sourceMap } = assembled(text)
  const at = sourceMap.at((image?.length ?? 0) - 1)
  expect(at && text.slice(at.start, at.end)).toBe('ret')
})

test('a mistake behind characters of two units is shown where it is', () => {
  const { diagnostics } = assembled(program('m: ascii "😀😀" $x', 'ret'))
  expect(renderAll(diagnostics, { color: false })).toContain('test.asm:2:16')
})

test.each([
  'x: x: ret',
  'section other',
  'section .text',
  'mov %r0 %r1',
  'mov $1, $2',
  '$1 + $2',
  '$x',
  '%r9',
  '7',
  '$12a',
  '"a\\q"',
  '"open',
  'jmp nowhere',
  '#',
])('the mistake in %s comes with a hint', (text) => {
  const source = text.startsWith('section') ? text : `section .data\nsection .text\n${text}`
  const helps = assembled(source).diagnostics.map(({ help }) => help)
  expect(helps.length).toBeGreaterThan(0)
  expect(helps.filter((help) => help === undefined)).toEqual([])
})

const codesOf = (text: string, isSafe = false): readonly string[] =>
  assembled(text, { isSafe }).diagnostics.map(({ code }) => code.replace('mvm::asm::', ''))

describe('a warning is given for', () => {
  test.each([
    ['a constant that hides the marker', 'mov %r0, $255', 'hidden_marker'],
    ['a constant that looks like the marker', 'mov %r0, $65282', 'hidden_marker'],
    ['an offset of one byte', 'frame8 %r0, $4', 'narrow_constant'],
    ['a comparison with a small number', 'x: je $1, x', 'narrow_constant'],
    ['a push of 64 bits', 'push64 %r0', 'push64'],
    ['a store that is none', 'mov $5, %r0', 'mov_to_address'],
  ])('%s', (_, code, warning) => {
    expect(codesOf(program('', code))).toEqual([warning])
  })

  test('data that hides the marker, also in the safe layout', () => {
    const data = program('x: $65282 %r1', 'ret')
    expect(codesOf(data)).toEqual(['hidden_marker'])
    expect(codesOf(data, true)).toEqual(['hidden_marker'])
  })
})

test('an ordinary program has no warning', () => {
  expect(codesOf(program('m: ascii "hello"', 'entry s\ns: mov %r0, m\nadd %r0, $8\nret'))).toEqual([])
})

describe('the safe layout', () => {
  const EXIT = 'mov %call, $sys_exit int $int_syscall'
  const status = (code: string, data = ''): number | undefined => {
    const { stop } = ran(imageOf(program(data, `${code}\n${EXIT}`), { isSafe: true }))
    return stop.kind === 'exit' ? stop.status : undefined
  }

  test.each([
    ['a constant that ends in FF', 'mov %r0, $255 sub %r0, $250', 5],
    ['a constant that is a marker', 'mov %r0, $65282 sub %r0, $65277', 5],
    ['constants that make a marker together', 'mov %r0, $255 mov %r1, $2 div %r0, %r1 sub %r0, $120', 7],
    ['a comparison with a small number', 'mov %accumulator, $7 mov %r0, $7 je $7, x mov %r0, $1\nx:', 7],
    ['an offset of one byte', 'mov %r0, $9 push8 %r0 mov %r1, $3 push8 %r1 frame8 %r0, $0', 9],
  ])('makes %s work', (_, code, wanted) => {
    expect(status(code)).toBe(wanted)
  })

  test('makes data that ends in FF work', () => {
    expect(status('mov %r0, x sub %r0, $254', 'x: $255')).toBe(1)
  })

  test('takes as much data as there is', () => {
    const data = `x: ascii "${'a'.repeat(1_000_000)}" y: $255`
    expect(imageOf(program(data, 'mov %r0, y'), { isSafe: true }).length).toBeGreaterThan(1_000_000)
  })

  test('fills in addresses in the data section where they are', () => {
    expect(status('mov %r1, p load8 %r0, %r1', 'm: $3 p: q\nq: %r7')).toBe(7)
  })

  test('is the usual one where there is no hazard', () => {
    const text = program('m: ascii "abc"', 'entry s\ns: mov %r0, m mov %r1, $1000 int $80 ret')
    expect(imageOf(text, { isSafe: true })).toEqual(imageOf(text))
  })
})
