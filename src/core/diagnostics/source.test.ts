import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SourceFile } from './source.js'

const anyText = fc.string({
  unit: fc.constantFrom('a', '\t', '\n', '\r\n', '\r', 'é', '世', '😀', '\ud800', '\udc00'),
})

describe('a position', () => {
  const file = new SourceFile('a.asm', 'one\r\ntwo 😀 x\n\nend')

  test('counts lines and columns from 1', () => {
    expect(file.position(0)).toEqual({ line: 1, column: 1 })
    expect(file.position(file.text.indexOf('two'))).toEqual({ line: 2, column: 1 })
  })

  test('counts a character outside the basic plane as one column', () => {
    expect(file.position(file.text.indexOf('x'))).toEqual({ line: 2, column: 7 })
  })

  test('inside a surrogate pair is that of the pair', () => {
    expect(file.position(file.text.indexOf('😀') + 1)).toEqual({ line: 2, column: 5 })
  })

  test('of a line break is on the line that it ends', () => {
    expect(file.position(3)).toEqual({ line: 1, column: 4 })
    expect(file.position(4)).toEqual({ line: 1, column: 5 })
  })

  test('outside of the text is the nearest one inside', () => {
    expect(file.position(-5)).toEqual({ line: 1, column: 1 })
    expect(file.position(1e9)).toEqual({ line: 4, column: 4 })
    expect(file.position(Number.NaN)).toEqual({ line: 1, column: 1 })
  })

  test('does not depend on what was asked before', () => {
    fc.assert(
      fc.property(anyText, fc.array(fc.nat(30)), (text, offsets) => {
        const asked = new SourceFile('asked', text)
        for (const offset of offsets) {
          expect(asked.position(offset)).toEqual(new SourceFile('fresh', text).position(offset))
        }
      }),
    )
  })

  test('is the number of line feeds and characters before the offset', () => {
    fc.assert(
      fc.property(anyText, fc.nat(30), (text, wanted) => {
        const offset = Math.min(wanted, text.length)
        const lines = text.slice(0, offset).split('\n')
        const rest = text.slice(offset - lines[lines.length - 1].length)
        const { line, column } = new SourceFile('a', text).position(offset)
        expect(line).toBe(lines.length)
        const before = [...rest].slice(0, column - 1).join('').length
        expect([before, before + 1]).toContain(lines[lines.length - 1].length)
      }),
    )
  })
})

describe('lines', () => {
  test('have no line break at their end, be it LF or CR LF', () => {
    const file = new SourceFile('a.asm', 'a\r\nb\n\r\n')
    expect([1, 2, 3, 4].map((line) => file.lineText(line))).toEqual(['a', 'b', '', ''])
    expect(file.lineCount).toBe(4)
  })

  test('outside of the text are the nearest ones inside', () => {
    const file = new SourceFile('a.asm', 'a\nb')
    expect(file.lineText(0)).toBe('a')
    expect(file.lineText(99)).toBe('b')
  })

  test('of an empty text are one empty line', () => {
    const file = new SourceFile('empty', '')
    expect(file.lineCount).toBe(1)
    expect(file.lineText(1)).toBe('')
  })

  test('of a text of 20 MB are found within seconds', () => {
    const file = new SourceFile('big', 'add %a, %b, 1234567\n'.repeat(1_000_000))
    const began = process.cpuUsage()
    expect(file.lineCount).toBe(1_000_001)
    expect(file.position(file.text.length - 1)).toEqual({ line: 1_000_000, column: 20 })
    expect(process.cpuUsage(began).user).toBeLessThan(4_000_000)
  })
})
