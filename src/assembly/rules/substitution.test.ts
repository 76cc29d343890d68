// Pasting texts into instructions, and finding the way back.
import { expect, test } from 'vitest'
import { SourceFile } from '../../core/index.js'
import { lex } from '../syntax/lexer.js'
import { InstructionNode } from '../syntax/node.js'
import { newWordTable } from '../syntax/tokens.js'
import { holesOf, paste } from './substitution.js'

function instruction(text: string): InstructionNode {
  const unit = { file: new SourceFile('main', text), path: 'main', includedBy: undefined }
  const tokens = lex(unit.file, newWordTable())
  return new InstructionNode(unit, tokens, 0, tokens.count)
}

/** The pasted text, and for each of its words the original text of its place. */
function pasted(text: string, ...texts: readonly string[]): [string, string[]] {
  const node = instruction(text)
  const holes = holesOf(node)
  if ('severity' in holes) throw new Error(holes.message)
  const { unit, text: result } = paste(node.unit, node, holes, texts)
  const { tokens } = result
  const originals = Array.from({ length: tokens.count }, (_, at) => {
    const span = unit.original?.(tokens.starts[at], tokens.ends[at])
    return span === undefined ? '' : span.file.text.slice(span.start, span.end)
  })
  return [unit.file.text, originals]
}

test('a text takes the place of each name in braces, and its places are those of the braces', () => {
  expect(pasted('ld {a}, {b} + 1', 'x', '2 * 3')).toEqual([
    'ld x, 2 * 3 + 1',
    ['ld', '{a}', ',', '{b}', '{b}', '{b}', '+', '1'],
  ])
})

test('texts can be glued to what is around them', () => {
  expect(pasted('push{r}x', '5')).toEqual(['push5x', ['push{r}x']])
})

test('anything but a name in braces is a mistake behind what is right', () => {
  const holes = holesOf(instruction('ld {a + 1}'))
  expect(holes).toMatchObject({ code: 'expected-token', labels: [{ span: { start: 5, end: 5 } }] })
})
