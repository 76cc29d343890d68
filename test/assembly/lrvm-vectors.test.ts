// Holds the assembler and the disassembler against the conformance vectors of LRVM (test/conformance/lrvm/README.md).
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { assemble, disassemble, filesOf, firstUndecodable } from '../../src/assembly/index.js'
import { lrvm } from '../../src/machines/lrvm/index.js'

function casesOf<T>(file: string): T[] {
  const url = new URL(`../conformance/lrvm/${file}`, import.meta.url)
  return readFileSync(url, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

interface AssemblerCase {
  readonly id: string
  readonly lasm: string
  readonly words?: string
}

/** The image as the vectors write it: whole words. */
function assembledWords(lasm: string): string {
  const { image, diagnostics } = assemble({
    entry: 'main.lasm',
    files: filesOf({ 'main.lasm': lasm }),
    machine: lrvm,
  })
  if (image === undefined)
    return `error: ${diagnostics.map(({ code, message }) => `${code}: ${message}`).join('; ')}`
  const digits = Buffer.from(image).toString('hex')
  return digits.padEnd(Math.ceil(digits.length / 8) * 8, '0')
}

describe('the assembler', () => {
  const cases = casesOf<AssemblerCase>('lrvm-asm.jsonl')
  test('gives the words of every vector', () => {
    const failures = cases
      .map(({ id, lasm, words }) => ({ id, lasm, wanted: words ?? 'error', found: assembledWords(lasm) }))
      .filter(({ wanted, found }) => (wanted === 'error' ? !found.startsWith('error') : found !== wanted))
    expect(failures).toEqual([])
    expect(cases.length).toBe(483)
  })
})

interface DisassemblerCase {
  readonly id: string
  readonly words: string
  readonly text: string
  readonly annotated: string
  readonly strict_error: object | null
}

/** The first undecodable word as the vectors describe it; the opcode is the top five bits of a word. */
function strictError(image: Uint8Array): object | null {
  const found = firstUndecodable(lrvm, image)
  if (found === undefined) return null
  const { index, offset } = found
  if (found.reason !== 'register') return { index, kind: 'unknown_opcode', opcode: image[offset] >> 3 }
  return { index, kind: 'unknown_register', param: found.operand + 1, code: Number(found.code) }
}

describe('the disassembler', () => {
  const cases = casesOf<DisassemblerCase>('lrvm-disasm.jsonl')
  test('gives the texts of every vector', () => {
    const failures = cases.flatMap(({ id, words, text, annotated, strict_error }) => {
      const image = Uint8Array.from(Buffer.from(words, 'hex'))
      const wanted = { id, text, annotated, strict_error }
      const found = {
        id,
        text: disassemble(lrvm, image),
        annotated: disassemble(lrvm, image, { annotated: true }),
        strict_error: strictError(image),
      }
      return JSON.stringify(found) === JSON.stringify(wanted) ? [] : [{ wanted, found }]
    })
    expect(failures).toEqual([])
    expect(cases.length).toBe(731)
  })
})
