// The command uvm as its users see it: arguments, output, verbose log, exit statuses.

import { describe, expect, test } from 'vitest'
import { useCommandLine } from './command-line.js'

const cli = useCommandLine()
const uvm = (...words: readonly string[]) => cli.run(['uvm', ...words])

/** `ipush 7, print, halt`. */
const SEVEN = Uint8Array.of(0x00, 7, 0, 0, 0, 0x0d, 0x0c)

describe('isaforge uvm', () => {
  test('runs bytecode and writes to a pipe no loading animation', async () => {
    cli.write('seven.uc', SEVEN)
    expect(await uvm('-f', 'seven.uc')).toEqual({ status: 0, stdout: '7\n', stderr: '' })
  })

  test('in verbose mode logs the stack and the position after every instruction', async () => {
    cli.write('seven.uc', SEVEN)
    const { status, stdout, stderr } = await uvm('-v', '-d', '9', '-f', 'seven.uc')
    expect({ status, stdout }).toEqual({ status: 0, stdout: '7\n' })
    expect(stderr.split('\n')).toEqual([
      'uvm: 7 bytes, depth limit 9',
      '1 0000 ipush 7 | t0=0 t1=0 t2=0 cf=0 fp=0 | 1: [7]',
      '2 0005 print | t0=0 t1=0 t2=0 cf=0 fp=0 | 1: [7]',
      '3 0006 halt | t0=0 t1=0 t2=0 cf=0 fp=0 | 1: [7]',
      'uvm: halted after 3 steps, depth 1',
      '',
    ])
  })

  test('in verbose mode shows the top 16 words of a deep stack, and a failure as the last line', async () => {
    const pushes = Array.from({ length: 18 }, (_, index) => `ipush ${index}`)
    cli.write('deep.uasm', `${pushes.join('\n')}\njmp 200\n`)
    const { status, stderr } = await uvm('-v', '-f', 'deep.uasm')
    expect(status).toBe(1)
    const [last, failure] = stderr.split('\n').slice(-3)
    expect(last).toContain('| 18: [... 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17]')
    expect(failure).toBe('uvm: jump-range at 0x005a: there is no code at 0xc8')
  })

  test('reports a reached maximum depth on one line and exits with 1', async () => {
    cli.write('two.uc', Uint8Array.of(0x00, 7, 0, 0, 0, 0x0d, 0x20, 0x0c))
    expect(await uvm('-d', '1', '-f', 'two.uc')).toEqual({
      status: 1,
      stdout: '7\n',
      stderr: 'uvm: stack-overflow at 0x0006: the stack is full\n',
    })
  })

  test('shows where a program fails that was assembled here', async () => {
    cli.write('twice.uasm', 'ipush 7\nagain: idup ; one more\njmp again\n')
    const { status, stderr } = await uvm('-d', '3', '-f', 'twice.uasm')
    expect(status).toBe(1)
    expect(stderr).toBe(
      [
        'uvm: stack-overflow at 0x0005: the stack is full',
        ' --> twice.uasm:2:8',
        '  |',
        '2 | again: idup ; one more',
        '  |        ^^^^',
        '',
      ].join('\n'),
    )
  })

  test('shows the lines of a source in the verbose log if that is asked for', async () => {
    cli.write('lines.uasm', 'ipush 7\nprint\nhalt\n')
    const { stderr } = await uvm('-v', '-l', '-f', 'lines.uasm')
    expect(stderr.split('\n').filter((line) => line.startsWith('lines.uasm'))).toEqual([
      'lines.uasm:1: ipush 7',
      'lines.uasm:2: print',
      'lines.uasm:3: halt',
    ])
    const plain = await uvm('-v', '-f', 'lines.uasm')
    expect(plain.stderr).not.toContain('lines.uasm')
  })

  test('refuses empty bytecode, and anything but a depth greater than 0', async () => {
    cli.write('empty.uc', '')
    const empty = await uvm('-f', 'empty.uc')
    expect(empty).toEqual({ status: 2, stdout: '', stderr: 'uvm: empty-program: there is no code\n' })
    expect((await uvm('-d', '0', '-f', 'empty.uc')).status).toBe(2)
    expect((await uvm('-f', 'missing.uc')).status).toBe(2)
  })

  test('shows what cannot be compiled, with its place', async () => {
    cli.write('bad.uasm', 'ipush 1\nipush x1\n')
    const { status, stderr } = await uvm('-f', 'bad.uasm')
    expect(status).toBe(2)
    expect(stderr).toContain('bad.uasm:2:7')
    expect(stderr).toContain('x1 is not an integer')
  })

  test('shows its usage with -h on the standard output, without it on the error output', async () => {
    const help = await uvm('-h')
    expect(help).toMatchObject({ status: 0, stderr: '' })
    expect(help.stdout).toMatch(/^usage: uvm \[-v\] \[-l\] \[-h\] \[-d DEPTH\] -f FILE\.uc\n/)
    expect(await uvm()).toMatchObject({ status: 2, stdout: '' })
  })
})
