import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Diagnostics } from './collector.js'
import { type Details, error, note, primary, secondary, warning } from './diagnostic.js'
import { type RenderOptions, renderAll, renderDiagnostic } from './render.js'
import { SourceFile, type Span } from './source.js'

const main = new SourceFile(
  'main.asm',
  'start:\n\tadd %a, %b, 70000\n  jump end\nloop {\n  nop\n  nop\n  nop\n}\n',
)

function spanOf(words: string, file = main, behind = 0): Span {
  const start = file.text.indexOf(words, behind)
  return { file, start, end: start + words.length }
}

/** An error with these details, drawn without colours. */
function draw(details: Details, options: Partial<RenderOptions> = {}): string {
  return `\n${renderDiagnostic(error('asm/wrong', 'this is wrong', details), { color: false, ...options })}\n`
}

/** An error with one label on a text of its own. */
function drawOn(text: string, words: string, options: Partial<RenderOptions> = {}): string {
  return draw({ labels: [primary(spanOf(words, new SourceFile('a.asm', text)), 'here')] }, options)
}

describe('on one line', () => {
  test('a label is underlined with its text beside it', () => {
    expect(draw({ labels: [primary(spanOf('end'), 'not defined')] })).toMatchInlineSnapshot(`
      "
      error[asm/wrong]: this is wrong
       --> main.asm:3:8
        |
      3 |   jump end
        |        ^^^ not defined
      "
    `)
  })

  test('several labels hang below each other, and notes and help follow', () => {
    const labels = [
      secondary(spanOf('add'), 'of this instruction'),
      secondary(spanOf('%b'), 'behind this'),
      primary(spanOf('70000'), 'does not fit'),
    ]
    const notes = ['u16 is 0 to 65535\nand nothing else']
    expect(draw({ labels, notes, help: 'use add32' })).toMatchInlineSnapshot(`
      "
      error[asm/wrong]: this is wrong
       --> main.asm:2:14
        |
      2 |     add %a, %b, 70000
        |     ---     --  ^^^^^ does not fit
        |     |       |
        |     |       behind this
        |     of this instruction
        |
        = note: u16 is 0 to 65535
                and nothing else
        = help: use add32
      "
    `)
  })

  test('a label inside another one stays visible', () => {
    const labels = [
      primary(spanOf('add %a, %b'), 'this instruction'),
      secondary(spanOf('%a'), 'this register'),
    ]
    expect(draw({ labels })).toMatchInlineSnapshot(`
      "
      error[asm/wrong]: this is wrong
       --> main.asm:2:2
        |
      2 |     add %a, %b, 70000
        |     ^^^^--^^^^
        |     |   |
        |     |   this register
        |     this instruction
      "
    `)
  })

  test('a label without text is only underlined', () => {
    expect(draw({ labels: [primary(spanOf('end'))] })).toMatchInlineSnapshot(`
      "
      error[asm/wrong]: this is wrong
       --> main.asm:3:8
        |
      3 |   jump end
        |        ^^^
      "
    `)
  })

  test('an empty span at the end of the text is pointed at', () => {
    const file = new SourceFile('a.asm', 'jump')
    expect(
      draw({ labels: [primary({ file, start: 4, end: 4 }, 'a target is missing')] }),
    ).toMatchInlineSnapshot(`
      "
      error[asm/wrong]: this is wrong
       --> a.asm:1:5
        |
      1 | jump
        |     ^ a target is missing
      "
    `)
  })

  test('the line break at the end of a span does not make it a span of two lines', () => {
    const file = new SourceFile('a.asm', 'jump\nnop')
    expect(draw({ labels: [primary({ file, start: 0, end: 5 }, 'here')] })).toMatchInlineSnapshot(`
      "
      error[asm/wrong]: this is wrong
       --> a.asm:1:1
        |
      1 | jump
        | ^^^^ here
      "
    `)
  })
})

describe('on several lines', () => {
  test('labels are shown with the lines between them, or a gap', () => {
    const labels = [
      primary(spanOf('}'), 'a'),
      secondary(spanOf('start'), 'b'),
      secondary(spanOf('jump'), 'c'),
    ]
    expect(draw({ labels })).toMatchInlineSnapshot(`
      "
      error[asm/wrong]: this is wrong
       --> main.asm:8:1
        |
      1 | start:
        | ----- b
      2 |     add %a, %b, 70000
      3 |   jump end
        |   ---- c
      ⋮
      8 | }
        | ^ a
      "
    `)
  })

  test('context lines surround each label', () => {
    expect(draw({ labels: [primary(spanOf('jump'))] }, { contextLines: 1 })).toMatchInlineSnapshot(`
      "
      error[asm/wrong]: this is wrong
       --> main.asm:3:3
        |
      2 |     add %a, %b, 70000
      3 |   jump end
        |   ^^^^
      4 | loop {
      "
    `)
  })

  test('a label has a vertical line from its beginning to its end', () => {
    const { start } = spanOf('{')
    expect(draw({ labels: [primary({ ...spanOf('}'), start }, 'never left')] })).toMatchInlineSnapshot(`
      "
      error[asm/wrong]: this is wrong
       --> main.asm:4:6
        |
      4 |   loop {
        |  ______^
      ⋮ | |
      8 | | }
        | |_^ never left
      "
    `)
  })

  test('labels that overlap have a vertical line each', () => {
    const labels = [
      primary({ ...spanOf('}'), start: spanOf('loop').start }, 'the block'),
      secondary({ ...spanOf('nop', main, spanOf('nop').end), start: spanOf('{').start }, 'its beginning'),
      secondary(spanOf('loop'), 'its name'),
    ]
    expect(draw({ labels })).toMatchInlineSnapshot(`
      "
      error[asm/wrong]: this is wrong
       --> main.asm:4:1
        |
      4 | /  loop {
        | |  ---- its name
        | | ______-
      5 | ||   nop
      6 | ||   nop
        | ||_____- its beginning
      7 | |    nop
      8 | |  }
        | |__^ the block
      "
    `)
  })
})

test('labels in several files are shown file by file, that of the mistake first', () => {
  const rules = new SourceFile('rules.asm', '\n'.repeat(99) + 'add {a}, {b}, {v: u16}')
  const labels = [
    secondary(spanOf('{v: u16}', rules), 'because of this'),
    primary(spanOf('70000'), 'too large'),
  ]
  expect(draw({ labels })).toMatchInlineSnapshot(`
    "
    error[asm/wrong]: this is wrong
       --> main.asm:2:14
        |
    2   |     add %a, %b, 70000
        |                 ^^^^^ too large
        |
       ::: rules.asm:100:15
        |
    100 | add {a}, {b}, {v: u16}
        |               -------- because of this
    "
  `)
})

test('children are indented, and a diagnostic without a place has only its words', () => {
  const children = [
    note('', 'tried this', { labels: [secondary(spanOf('end'), 'here')] }),
    note('', 'gave up'),
  ]
  expect(draw({ notes: ['it is not known why'], children })).toMatchInlineSnapshot(`
    "
    error[asm/wrong]: this is wrong
      = note: it is not known why
      note: tried this
       --> main.asm:3:8
        |
      3 |   jump end
        |        --- here
      note: gave up
    "
  `)
})

describe('the underline is below its text', () => {
  test('behind tabs', () => {
    expect(drawOn('a\tb\tc', 'c')).toMatchInlineSnapshot(`
      "
      error[asm/wrong]: this is wrong
       --> a.asm:1:5
        |
      1 | a   b   c
        |         ^ here
      "
    `)
  })

  test('behind wide characters and combining ones', () => {
    expect(drawOn('世界 e\u0301 😀 end', 'end')).toMatchInlineSnapshot(`
      "
      error[asm/wrong]: this is wrong
       --> a.asm:1:9
        |
      1 | 世界 é 😀 end
        |           ^^^ here
      "
    `)
  })

  test('behind control characters, which are shown and not sent to the terminal', () => {
    expect(drawOn('\x1b[31m\x00\x7f\x9b\u202e\ud800 end', 'end')).toMatchInlineSnapshot(`
      "
      error[asm/wrong]: this is wrong
       --> a.asm:1:12
        |
      1 | ␛[31m␀␡<U+009B><U+202E><U+D800> end
        |                                 ^^^ here
      "
    `)
  })

  test('in a long line, of which only the surroundings are shown', () => {
    expect(drawOn(`${'a'.repeat(90)} end ${'b'.repeat(90)}`, 'end', { width: 40 })).toMatchInlineSnapshot(`
      "
      error[asm/wrong]: this is wrong
       --> a.asm:1:92
        |
      1 | …aaaaaaaaaaaaaaa end bbbbbbbbbbbbbb…
        |                  ^^^ here
      "
    `)
    expect(drawOn(`end ${'b'.repeat(90)}`, 'end', { width: 40 })).toMatchInlineSnapshot(`
      "
      error[asm/wrong]: this is wrong
       --> a.asm:1:1
        |
      1 | end bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…
        | ^^^ here
      "
    `)
    expect(drawOn(`${'世'.repeat(90)} end`, 'end', { width: 40 })).toMatchInlineSnapshot(`
      "
      error[asm/wrong]: this is wrong
       --> a.asm:1:92
        |
      1 | … 世世世世世世世世世世世世世世世 end
        |                                  ^^^ here
      "
    `)
  })
})

test('a line of 30 MB is shortened quickly', () => {
  const began = process.cpuUsage()
  const drawn = drawOn(`${'x '.repeat(15_000_000)}end`, 'end', { width: 40 })
  expect(drawn).toContain('x x end\n')
  expect(process.cpuUsage(began).user).toBeLessThan(12_000_000)
})

test('colours are escape sequences around the parts', () => {
  const drawn = renderDiagnostic(warning('w', 'odd', { labels: [primary(spanOf('end'), 'here')] }), {
    color: true,
  })
  expect(drawn.replaceAll('\x1b', '␛')).toMatchInlineSnapshot(`
    "␛[1;33mwarning[w]␛[0m␛[1m: odd␛[0m
     ␛[1;34m-->␛[0m main.asm:3:8
      ␛[1;34m|␛[0m
    ␛[1;34m3␛[0m ␛[1;34m|␛[0m   jump end
      ␛[1;34m|␛[0m        ␛[1;33m^^^ here␛[0m"
  `)
})

describe('all diagnostics together', () => {
  test('end with a line that counts them', () => {
    const list = [error('a', 'one'), warning('b', 'two'), error('c', 'three'), note('d', 'four')]
    expect(renderAll(list, { color: false })).toMatchInlineSnapshot(`
      "error[a]: one

      warning[b]: two

      error[c]: three

      note[d]: four

      2 errors, 1 warning"
    `)
  })

  test('are counted even when not all are shown', () => {
    const diagnostics = new Diagnostics(1)
    for (let count = 0; count < 5; count++) diagnostics.add(error('a', 'again'))
    expect(renderAll(diagnostics, { color: false })).toBe('error[a]: again\n\n5 errors (4 not shown)')
  })

  test('are an empty text when there are none', () => {
    expect(renderAll([], { color: false })).toBe('')
  })
})

test('whatever the text and the labels, every label is drawn and nothing but printable text comes out', () => {
  const unit = fc.constantFrom(
    'a',
    ' ',
    '\t',
    '\n',
    '\r',
    '\x1b',
    '\x9b',
    '世',
    'e\u0301',
    '😀',
    '\ud800',
    '\u202e',
  )
  const place = fc.tuple(fc.nat(60), fc.nat(60), fc.boolean())
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), fc.array(place, { maxLength: 6 }), (text, places) => {
      const file = new SourceFile(text, text)
      const labels = places.map(([start, length, isPrimary], index) => {
        const span = { file, start, end: start + length }
        return isPrimary ? primary(span, `label ${index}${text}`) : secondary(span, `label ${index}${text}`)
      })
      const drawn = renderDiagnostic(error(text, text, { labels, notes: [text], help: text }), {
        color: false,
        width: 30,
      })
      labels.forEach((_, index) => {
        expect(drawn).toContain(`label ${index}`)
      })
      expect(drawn).not.toMatch(/[^\P{Cc}\n]|[\u202e\ud800](?![\udc00-\udfff])/u)
    }),
  )
})
