import { expect, test } from 'vitest'
import { error, note, primary } from './diagnostic.js'
import { diagnosticToJson } from './json.js'
import { SourceFile } from './source.js'

test('a diagnostic in JSON says where it is in lines, columns and offsets', () => {
  const file = new SourceFile('a.asm', 'one\n  😀 two')
  const diagnostic = error('asm/unknown', 'what is two?', {
    labels: [primary({ file, start: 9, end: 12 }, 'this')],
    help: 'say it',
    children: [note('', 'because')],
  })
  expect(JSON.parse(JSON.stringify(diagnosticToJson(diagnostic)))).toEqual({
    code: 'asm/unknown',
    severity: 'error',
    message: 'what is two?',
    labels: [
      {
        file: 'a.asm',
        line: 2,
        column: 5,
        endLine: 2,
        endColumn: 8,
        start: 9,
        end: 12,
        text: 'this',
        primary: true,
      },
    ],
    notes: [],
    help: 'say it',
    children: [{ code: '', severity: 'note', message: 'because', labels: [], notes: [], children: [] }],
  })
})
