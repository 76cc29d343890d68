// Every mistake has its code, its place and often a hint; all of them are reported in one run, none for what follows from another.
import { readFileSync } from 'node:fs'
import { renderAll } from 'isaforge/core'
import { ERROR_CODES, translate, WARNING_CODES } from 'isaforge/languages/anvil'
import { uvmKit } from 'isaforge/machines/uvm'
import { describe, expect, test } from 'vitest'
import { compiled, run } from './machine.js'

/** Codes, programs in which `«…»` is what should be underlined, and parts of hints. */
const CASES: readonly (readonly [code: string, text: string, help?: string])[] = [
  ['already-declared', 'let a = 1\nlet «a» = 2\nprint a'],
  [
    'already-declared',
    'fn f(n: int) -> int {\n  if n == 0 { let «n» = 1\n return n }\n  return n\n}\nprint f(1)',
  ],
  ['already-declared', 'let «sqrt» = 1\nprint sqrt'],
  ['argument-count', 'fn f(n: int) { print n }\n«f»(1, 2)'],
  ['argument-count', 'print «sqrt»()'],
  ['array-as-value', 'let a = [1, 2]\nprint «a»', 'elements'],
  ['array-as-value', 'fn f(a: «int[2]») {}\nf(1)', 'local to a function'],
  ['array-length', 'var a: «int[0]»\nprint a[0]'],
  ['array-length', 'let a: int[3] = «[1, 2]»\nprint a[0]'],
  ['array-length', 'let a = «[]»\nprint a[0]', '[0; 10]'],
  ['bad-character', 'print 1 «&» 2', 'write and'],
  ['bad-number', 'print «0xG»', '0xFF'],
  ['bad-number', 'print «12three»'],
  ['bad-number', 'print «1__0»'],
  ['bad-text', 'print «"open»', 'ends with "'],
  ['bad-text', 'print "a «\\q» b"', 'escapes'],
  ['break-outside', '«break»'],
  ['break-outside', 'if true { «continue» }'],
  ['index-range', 'let a = [1, 2]\nprint a[«2»]', '0 to 1'],
  ['index-range', 'var a: int[2]\na[«-1»] = 1'],
  ['misplaced', '{ fn «f»() {} }'],
  ['misplaced', 'let a = «"text"»\nprint a'],
  ['misplaced', 'let a = 1\n«a + 1»', 'print it'],
  ['missing-return', 'fn «f»(n: int) -> int { if n > 0 { return 1 } }\nprint f(1)'],
  ['missing-return', 'fn f() -> int { «return» }\nprint f()'],
  ['no-result', 'fn f() {}\nprint «f()»'],
  ['no-result', 'fn f() { return «1» }\nf()', '-> int'],
  ['not-assignable', 'let a = 1\n«a» = 2\nprint a', 'var'],
  ['not-assignable', 'for k in 0..3 { «k» += 1 }'],
  ['not-assignable', 'fn f(n: int) { «n» = 1 }\nf(1)'],
  ['not-assignable', 'const N = 1\n«N» = 2\nprint N'],
  ['not-assignable', '«1 + 1» = 2'],
  ['not-callable', 'let a = 1\nprint «a»(1)'],
  ['not-constant', 'fn f() -> int { return 1 }\nconst N = «f()»\nprint N', 'let'],
  ['not-constant', 'let a = 1\nfor k in 0..3 step «a» { print k }'],
  ['syntax', 'const N: int«»\nprint N', 'needs a value'],
  ['number-range', 'print «2147483648»', '2147483647'],
  ['number-range', 'print «0x1_0000_0000»', '32 bits'],
  ['number-range', 'print «1e40»'],
  ['outer-variable', 'let a = 1\nfn f() { print «a» }\nf()', 'parameter'],
  ['outer-variable', 'let a = 1\nconst N = «a»\nprint N'],
  ['return-outside', '«return»'],
  ['step-zero', 'for k in 0..3 step «0» { print k }'],
  ['syntax', 'let a «1»'],
  ['syntax', 'print 1 +«»\n'],
  ['syntax', 'print (1«»\n'],
  ['syntax', 'print 1 < 2 «<» 3', 'and'],
  ['syntax', 'print «)»'],
  ['syntax', '«}»'],
  ['syntax', 'if true {«»'],
  ['syntax', 'let «if» = 1'],
  ['syntax', 'let a«»\nprint a', 'needs a value'],
  ['syntax', 'var a«»\nprint a', 'write its type'],
  ['syntax', 'fail «1»', 'say why'],
  ['unknown-name', 'let count = 1\nprint count + «cuont»', 'did you mean count?'],
  ['unknown-name', '«prnt»(1)', 'did you mean print?'],
  ['wrong-type', 'let a: float = «1»\nprint a', 'write 1.0'],
  ['wrong-type', 'let a = 1\nprint 1.5 «*» a', 'float(…)'],
  ['wrong-type', 'if «1» { print 1 }', '!= 0'],
  ['wrong-type', 'let a: int = «2.5»\nprint a', 'int(…)'],
  ['wrong-type', 'print true «<» false', '== and !='],
  ['wrong-type', 'print -«true»', 'int(…)'],
  ['wrong-type', 'print not «1»'],
  ['wrong-type', 'var a = true\n«a» += true\nprint a'],
  ['wrong-type', 'let a = 1\nprint «a»[0]'],
  ['wrong-type', 'print sqrt(«4»)', 'float(…)'],
  ['wrong-type', 'print len(«1»)'],
  ['wrong-type', 'fn f() {}\nprint «f»\nf()', 'call it'],
  ['wrong-type', 'let a = [1, «2.0»]\nprint a[0]'],
  ['wrong-type', 'var a: int[2]\na[«0.5»] = 1'],
  ['too-deep', `print ${'('.repeat(100)}(«1»${')'.repeat(101)}`, 'name'],
  ['division-by-zero', 'let a = 1\nprint a / «0»'],
  ['unreachable', 'while true { print 1 }\n«print 2»'],
  ['unreachable', 'fn f() -> int {\n  return 1\n  «print 2»\n  print 3\n}\nprint f()'],
  ['unused', 'let «a» = 1', '_a'],
  ['unused', 'fn f(«n»: int) {}\nf(1)', '_n'],
  ['unused', 'const «N» = 1'],
  ['unused', 'fn «f»() {}'],
  ['unused', 'var «a» = 1\na = 2'],
  ['unused-result', 'fn f() -> int { return 1 }\n«f»()', 'let _ignored'],
]

function diagnosticsOf(marked: string) {
  const text = marked.replace(/[«»]/g, '')
  return translate('test.anvil', text).diagnostics
}

describe('a mistake is found where it is, and no other one:', () => {
  test.each(CASES)('%s in %j', (code, marked = '', help) => {
    const diagnostics = diagnosticsOf(marked)
    expect(diagnostics.map((one) => one.code)).toEqual([`anvil/${code}`])
    const [{ labels, help: found }] = diagnostics
    const start = marked.indexOf('«')
    expect([labels[0].span.start, labels[0].span.end]).toEqual([start, marked.indexOf('»') - 1])
    if (help !== undefined) expect(found).toContain(help)
  })

  test('every code has a case', () => {
    const wanted = new Set<string>([...ERROR_CODES, ...WARNING_CODES])
    expect([...wanted].filter((code) => !CASES.some(([one]) => one === code))).toEqual([])
  })
})

test('all mistakes are reported in one run, in the order of the text', () => {
  const text = `
fn area(w: int, h: int) -> int { return w * hight }
let size = area(1)
print size +
if size { print ) }
for k in 0..3 { print q }
print area(2, 3.0)
`
  expect(translate('test.anvil', text).diagnostics.map(({ code }) => code)).toEqual([
    'anvil/unknown-name',
    'anvil/argument-count',
    'anvil/syntax',
    'anvil/syntax',
    'anvil/unknown-name',
    'anvil/wrong-type',
  ])
})

test('the message shows the line, what is wrong with it, and what to do', () => {
  const { diagnostics } = translate('test.anvil', 'let a: float = 1\n')
  expect(renderAll(diagnostics, { color: false })).toContain(
    [
      'error[anvil/wrong-type]: expected float, found int: the declared type is float',
      ' --> test.anvil:1:16',
      '  |',
      '1 | let a: float = 1',
      '  |                ^',
      '  |',
      '  = help: write 1.0',
    ].join('\n'),
  )
})

describe('the guide', () => {
  const guide = readFileSync('docs/anvil.md', 'utf8')

  test('lists exactly the codes that there are', () => {
    const listed = [...guide.matchAll(/^\| `anvil\/([\w-]+)`/gm)].map(([, code]) => code)
    expect(listed).toEqual([...[...ERROR_CODES].sort(), ...WARNING_CODES])
  })

  const programs = [...guide.matchAll(/```anvil\n([\s\S]*?)```/g)].map(([, text]) => text)

  test.each(programs)('has programs that work: %j', (text) => {
    expect(translate('guide.anvil', text).diagnostics).toEqual([])
    expect(run(compiled(text), 'interpreter').end).toEqual({ kind: 'halted' })
  })
})

describe('uVM says what it cannot do:', () => {
  const refused = (text: string, base = false) => {
    const { program } = translate('test.anvil', text)
    const { image, diagnostics } = uvmKit.compiler?.compile(program ?? { functions: [] }, { base }) ?? {}
    expect(image).toBeUndefined()
    return diagnostics?.map(({ code, labels: [{ span }] }) => [code, text.slice(span.start, span.end)])
  }

  test('texts, everywhere in the program', () => {
    const text = 'fn f() { print "a" }\nprint 1, "b"\nf()'
    expect(refused(text)).toEqual([
      ['uvm/no-text', 'print "a"'],
      ['uvm/no-text', '"b"'],
    ])
  })

  test('frames with more than 256 words', () => {
    expect(refused('var a: int[200]\nvar big: int[57]\nprint a[0] + big[0]')).toEqual([
      ['uvm/frame-too-large', 'big'],
    ])
    const { end } = run(compiled('var a: int[200]\nvar b: int[56]\nprint a[0] + b[55]'), 'reference')
    expect(end).toEqual({ kind: 'halted' })
  })

  test('what the base set lacks, once per place', () => {
    const text = `
fn f(n: int) -> int { return n }
var a = 3
while a > 0 { a -= 1 }
print f(a), 1.5
`
    expect(refused(text, true)).toEqual([
      ['uvm/base', 'a > 0'],
      ['uvm/base', 'f(a)'],
      ['uvm/base', '1.5'],
    ])
  })

  test('programs of the base set that are too long for its jumps', () => {
    const long = 'print a * a * a\n'.repeat(30)
    expect(refused(`var a = 3\nwhile a != 0 {\n${long}a -= 1\n}\n`, true)?.[0]?.[0]).toBe('uvm/base')
  })
})
