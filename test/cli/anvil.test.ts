// Programs in Anvil on the command line: compiled, run, and explained when they fail.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { useCommandLine } from './command-line.js'

const cli = useCommandLine()

const FAILING =
  'fn at(n: int) -> int {\n  let list = [1, 2, 3]\n  return list[n]\n}\nprint at(1)\nprint at(5)\n'
const SEVEN = 'let seven = 7\nprint seven\n'

describe('isaforge run FILE.anvil', () => {
  test('compiles and runs', async () => {
    cli.write('seven.anvil', SEVEN)
    expect(await cli.run(['run', 'seven.anvil'])).toEqual({ status: 0, stdout: '7\n', stderr: '' })
  })

  test('says where and why a program fails', async () => {
    cli.write('failing.anvil', FAILING)
    const { status, stdout, stderr } = await cli.run(['run', 'failing.anvil'])
    expect([status, stdout]).toEqual([134, '2\n'])
    const [first, ...others] = stderr.split('\n')
    expect(first).toMatch(
      /^isaforge: the program failed at 0x\w+: the index is outside of list, whose elements are 0 to 2$/,
    )
    expect(others.slice(0, 4)).toEqual([
      ' --> failing.anvil:3:10',
      '  |',
      '3 |   return list[n]',
      '  |          ^^^^^^^',
    ])
  })

  test.each([
    ['fail "no more"', 'no more', 'fail "no more"'],
    ['var a = 0\nprint 1 / a', 'the divisor is 0', 'print 1 / a'],
    ['fn f(n: int) -> int { return f(n + 1) + 1 }\nprint f(0)', 'the stack is full', 'fn f(n: int)'],
  ])('explains %j', async (text, reason, line) => {
    cli.write('bad.anvil', text)
    const { stderr } = await cli.run(['run', 'bad.anvil'])
    expect(stderr).toContain(reason)
    expect(stderr).toContain(`| ${line}`)
  })

  test('shows all mistakes, and runs nothing then', async () => {
    cli.write('wrong.anvil', 'print a\nprint 1 + 1.5\n')
    const { status, stdout, stderr } = await cli.run(['run', 'wrong.anvil'])
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toContain('error[anvil/unknown-name]: there is no a here\n --> wrong.anvil:1:7')
    expect(stderr).toContain('2 errors')
  })
})

describe('isaforge uvm -f FILE.anvil', () => {
  test('runs, and shows the place of a failure behind the line that the specification wants', async () => {
    cli.write('failing.anvil', FAILING)
    const { status, stdout, stderr } = await cli.run(['uvm', '-f', 'failing.anvil'])
    expect([status, stdout]).toEqual([1, '2\n'])
    const [first, ...others] = stderr.split('\n')
    expect(first).toMatch(/^uvm: jump-range at 0x\w{4}: there is no code at 0xffffffff$/)
    expect(others.join('\n')).toContain('^^^^^^^ the index is outside of list')
  })

  test('logs as the specification says with -v, and with lines of the source only with -l', async () => {
    cli.write('seven.anvil', SEVEN)
    const plain = await cli.run(['uvm', '-v', '-f', 'seven.anvil'])
    expect(
      plain.stderr
        .split('\n')
        .slice(1, -2)
        .every((line) => /^\d+ [0-9a-f]{4} /.test(line)),
    ).toBe(true)
    const { stderr } = await cli.run(['uvm', '-v', '-l', '-f', 'seven.anvil'])
    expect(stderr).toContain('seven.anvil:1: let seven = 7\n1 0000 ipush 7')
    expect(stderr.replaceAll(/^seven\.anvil.*\n/gm, '')).toBe(plain.stderr)
  })

  test('refuses a source with mistakes', async () => {
    cli.write('wrong.anvil', 'print a\n')
    expect((await cli.run(['uvm', '-f', 'wrong.anvil'])).status).toBe(2)
  })
})

describe('isaforge compile', () => {
  test('writes code that the machine runs, beside the source', async () => {
    cli.write('seven.anvil', SEVEN)
    const { status, stderr } = await cli.run(['compile', 'seven.anvil'])
    expect([status, stderr]).toEqual([0, 'wrote seven.uc: 8 bytes\n'])
    expect((await cli.run(['uvm', '-f', 'seven.uc'])).stdout).toBe('7\n')
    expect((await cli.run(['asm', 'seven.anvil', '-o', 'again.uc'])).status).toBe(0)
    expect(readFileSync(cli.path('again.uc'))).toEqual(readFileSync(cli.path('seven.uc')))
  })

  test('prints assembly text and stack code', async () => {
    cli.write('seven.anvil', SEVEN)
    const asm = await cli.run(['compile', 'seven.anvil', '--emit', 'asm'])
    expect(asm.stdout).toContain('; 1: let seven = 7\n        ipush 7\n')
    const ir = await cli.run(['compile', 'seven.anvil', '--emit', 'ir'])
    expect(ir.stdout).toContain('    push int 7\n    set seven\n')
  })

  test('writes a source map beside the output', async () => {
    cli.write('seven.anvil', SEVEN)
    await cli.run(['compile', 'seven.anvil', '--source-map', '-o', 'mapped.uc'])
    const map = JSON.parse(readFileSync(cli.path('mapped.uc.map'), 'utf8'))
    expect(map.files[0].name).toBe('seven.anvil')
    expect(map.addresses[0]).toBe(0)
  })

  test('keeps to the base set, or says why not', async () => {
    cli.write('base.anvil', 'var n = 3\nwhile n != 0 { print n\n n -= 1 }\n')
    expect((await cli.run(['compile', '--base', 'base.anvil'])).status).toBe(0)
    const code = readFileSync(cli.path('base.uc'))
    expect((await cli.run(['uvm', '-f', 'base.uc'])).stdout).toBe('3\n2\n1\n')
    expect(code[code.length - 1]).toBe(0x0c)
    cli.write('order.anvil', 'var n = 3\nwhile n > 0 { n -= 1 }\n')
    const refused = await cli.run(['compile', '--base', 'order.anvil'])
    expect([refused.status, refused.stderr]).toEqual([
      1,
      expect.stringContaining('error[uvm/base]: the base set has no order'),
    ])
  })

  test.each([
    [['compile', 'seven.anvil', '--emit', 'wat'], 'outputs: binary, asm, ir'],
    [['compile', 'seven.txt'], 'known languages: Anvil (.anvil)'],
    [['compile', 'seven.anvil', '--machine', 'mvm'], 'uvm has a compiler'],
    [['asm', 'seven.anvil', '--listing'], '--listing'],
    [['compile', 'seven.anvil', '-o', 'seven.anvil'], 'choose another name'],
  ])('refuses %j', async (words, hint) => {
    cli.write('seven.anvil', SEVEN)
    cli.write('seven.txt', SEVEN)
    const { status, stderr } = await cli.run(words)
    expect(status).toBe(2)
    expect(stderr).toContain(hint)
  })
})
