// Nothing that rules and lines can contain makes the assembler fail or hang.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assemble, disassembleWithRules } from '../../src/assembly/index.js'
import { lrvm } from '../../src/machines/lrvm/index.js'

const RULES = `
#subruledef list {
    {} => 0\`0
    {v: u8} => v
    {v: u8}, {rest: list} => v @ rest
}
#subruledef register {
    a => 0\`4
    b => 1\`4
    ({r: register}) => r @ r
    {r: register}{s: register} => r @ s
}
#ruledef {
    ld {a: register}, {b} => a @ b\`8
    dw {l: list} => l
    m {x} {y} {z} => x\`8
    {x} + {y} => x\`8 @ y\`8
    q {a}{b}{c}{d}{e}{f} => 0x1
    mac {n} => { $assert(n > 0), m = n - 1, asm { mac {m} } @ 0x1 }
    mac {n} => { $assert(n == 0), 0x1 }
    twice {n} => asm { twice {n}
    twice {n} }
}
`

const PIECES = [
  ...[
    'halt',
    'add',
    'ld',
    'dw',
    'm',
    'q',
    'mac',
    'twice',
    'a',
    'b',
    'r1',
    'a0',
    'main',
    '.x',
    '..y',
    'k',
    '$',
  ],
  ...['$le', 'true', 'asm', 'struct', '0', '1', '0xff', '%10', '$a', '1_0', '0b', '"s"', '\\', 'é', '\ud800'],
  ...[
    '#d',
    '#d8',
    '#res',
    '#align',
    '#addr',
    '#if',
    '#elif',
    '#else',
    '#fn',
    '#const',
    '#assert',
    '#include',
  ],
  ...[
    '#ruledef',
    '#subruledef',
    '#bank',
    '#bankdef',
    '#repeat',
    '#macro',
    '#use',
    '#fill8',
    '#text8',
    '#endian',
  ],
  ...[
    '#',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    '=',
    '=>',
    '@',
    '`',
    '?',
    '.',
    '+',
    '-',
    '*',
    '/',
    '<<',
    '!',
  ],
]

const PROGRAMS = ['rules', 'machine', 'both'] as const

function assembled(program: (typeof PROGRAMS)[number], text: string) {
  return assemble({
    rules: program === 'machine' ? [] : 'rules.asm',
    entry: 'main.asm',
    files: { 'rules.asm': RULES, 'main.asm': text },
    ...(program === 'rules' ? {} : { machine: lrvm }),
  })
}

/** Seconds of the processor; a few are usual, but it may be a slow one. */
const PATIENCE = 60

const secondsFor = (work: () => void): number => {
  const start = process.cpuUsage()
  work()
  return process.cpuUsage(start).user / 1_000_000
}

describe.each(PROGRAMS)('a program with %s', (program) => {
  test('gives an image or errors for any mixture of tokens', () => {
    const soup = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.constant('\n')), { maxLength: 80 })
    fc.assert(
      fc.property(soup, fc.constantFrom('', ' '), (pieces, glue) => {
        const { image, diagnostics } = assembled(program, pieces.join(glue))
        expect(image === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
      }),
      { numRuns: 700 },
    )
  })

  test.each([1, 5, 20])('takes a megabyte of tokens, %i of 100 of them line breaks, in seconds', (breaks) => {
    const text = tokenSoup(1_000_000, breaks)
    expect(secondsFor(() => assembled(program, text))).toBeLessThan(PATIENCE)
  })
})

/** Tokens from a generator of numbers that always begins at the same place. */
function tokenSoup(length: number, breaks: number): string {
  let seed = breaks
  const random = (limit: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return Math.floor((seed / 2 ** 32) * limit)
  }
  const parts: string[] = []
  for (let size = 0; size < length; size += parts[parts.length - 1].length) {
    parts.push(random(100) < breaks ? '\n' : `${PIECES[random(PIECES.length)]}${random(2) === 0 ? ' ' : ''}`)
  }
  return parts.join('')
}

describe('hostile lines end quickly', () => {
  test.each([
    ['a long list', `dw ${'1, '.repeat(200_000)}`],
    ['many lists', `dw ${'1, '.repeat(60)}1\n`.repeat(2000)],
    ['brackets', `ld ${'('.repeat(100_000)}`],
    ['a size that doubles', `ld ${'('.repeat(60)}a${')'.repeat(60)}, 1`],
    ['many parameters', 'q 1 2 3 4 5 6 7 8 9\n'.repeat(20_000)],
    ['glued registers', `ld ${'ab'.repeat(200_000)}, 1`],
    ['many glued registers', `ld ${'ab'.repeat(12)}, 1\n`.repeat(5000)],
    ['blocks that double', 'twice 1'],
    ['deep blocks', 'mac 12\n'.repeat(2000)],
    ['rules that begin with parameters', `#ruledef {\n${ruleLines(20_000)}}\n${'1 x\n'.repeat(20_000)}`],
    ['a long pattern', `#ruledef {\n${'a'.repeat(1_000_000)} => 0x1\n}\n`],
    ['banks', Array.from({ length: 20_000 }, (_, n) => `#bankdef b${n} { outp = 0, size = 8 }`).join('\n')],
    ['repetition', '#repeat 1000 {\n#repeat 1000 {\n#repeat 1000 {\n#d8 1\n}\n}\n}'],
    ['macros that double', '#macro m(a) {\n#use m({a}{a})\n#use m({a}{a})\n}\n#use m(1)'],
  ])('%s', (_, text) => {
    let count = 0
    const seconds = secondsFor(() => {
      count = assembled('rules', text).diagnostics.length
    })
    expect(count).toBeLessThanOrEqual(2000)
    expect(seconds).toBeLessThan(PATIENCE)
  })
})

function ruleLines(count: number): string {
  return Array.from({ length: count }, (_, number) => `{x} y${number} => 0x1\n`).join('')
}

test('an image is disassembled with any rules', () => {
  const { lines } = disassembleWithRules({
    rules: 'rules.asm',
    files: { 'rules.asm': RULES },
    image: Uint8Array.from({ length: 500 }, (_, index) => index * 7),
  })
  expect(lines.reduce((sum, { size }) => sum + size, 0)).toBe(4000)
})
