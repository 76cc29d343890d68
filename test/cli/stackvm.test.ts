// The commands stack-vm and stack-langc as their users see them.

import { describe, expect, test } from 'vitest'
import { useCommandLine } from './command-line.js'

const cli = useCommandLine()
const compile = (...words: readonly string[]) => cli.run(['stack-langc', ...words])
const execute = (...words: readonly string[]) => cli.run(['stack-vm', ...words])

const wordsOf = (...words: readonly number[]) => new Uint8Array(Uint32Array.from(words).buffer)
const ADD = 0x40000001
const MUL = 0x40000003
const HALT = 0x40000000

describe('stack-langc and stack-vm', () => {
  test('compile to a.out and print the result', async () => {
    cli.write('sum.vm', '32 22 +\n')
    expect(await compile('sum.vm')).toEqual({ status: 0, stdout: '', stderr: '' })
    expect(await execute('a.out')).toEqual({ status: 0, stdout: '54\n', stderr: '' })
    expect(await execute('--quiet', 'a.out')).toEqual({ status: 0, stdout: '', stderr: '' })
  })

  test('print the words of a text and of a program file', async () => {
    const listing = '00000020  32\nfffffffb  -5\n40000004  DIV\n40000000  HALT\n'
    cli.write('quotient.vm', '32 -5 /\n')
    expect(await compile('-S', 'quotient.vm')).toEqual({ status: 0, stdout: listing, stderr: '' })
    await compile('-o', 'quotient.out', 'quotient.vm')
    expect((await compile('-S', 'quotient.out')).stdout).toBe(listing)
  })

  test('print the debug log of the original, blanks included', async () => {
    cli.write('log.out', wordsOf(32, 22, ADD, HALT))
    expect(await execute('--debug', 'log.out')).toMatchObject({
      status: 0,
      stdout: [
        'Loading program...',
        'Memory content : [195936478, 32, 22, 1073741825, 1073741824]',
        'Executing instructions...',
        'Instruction type Data (0 = 32 ) ',
        'Instruction type Data (0 = 22 ) ',
        'Instruction type Operation (1) , ',
        '[ ADD ] : 22 32 ',
        ' TOS now : 54',
        'Instruction type Operation (1) , ',
        '[ HALT ] : Stopping VM ',
        ' ',
        'Execution completed',
        '',
      ].join('\n'),
    })
  })

  test('report a fault with the place of its word, and exit with 1', async () => {
    cli.write('fault.out', wordsOf(7, ADD, HALT))
    const stderr = 'stack-vm: stack-underflow at 2 (word 40000001): there are too few values on the stack\n'
    expect(await execute('fault.out')).toEqual({ status: 1, stdout: '', stderr })
    expect((await execute('--debug', 'fault.out')).stderr).toBe(stderr)
    cli.write('open.out', wordsOf(7))
    const end = 'stack-vm: no-halt at 2: the program ends without HALT\n'
    expect(await execute('open.out')).toEqual({ status: 1, stdout: '', stderr: end })
  })

  test('wrap unless they check, and execute words of the undefined type unless they are strict', async () => {
    cli.write('large.out', wordsOf(0x3fffffff, 0x3fffffff, MUL, HALT))
    expect((await execute('large.out')).stdout).toBe('-2147483647\n')
    expect((await execute('--checked', 'large.out')).stderr).toContain('overflow at 3')
    cli.write('type.out', wordsOf(1, 2, 0x80000001, HALT))
    expect((await execute('type.out')).stdout).toBe('3\n')
    expect((await execute('--strict', 'type.out')).stderr).toContain('undefined-type at 3')
  })

  test('accept the documented numbers of operations unless they keep to the reference', async () => {
    cli.write('documented.out', wordsOf(6, 7, 0x40000011, HALT))
    expect((await execute('documented.out')).stdout).toBe('42\n')
    const { status, stderr } = await execute('--reference', 'documented.out')
    expect(status).toBe(1)
    expect(stderr).toContain('undefined-operation at 3 (word 40000011)')
  })

  test('refuse files that are not whole words, files that do not exist, and more than one file', async () => {
    cli.write('odd.out', Uint8Array.of(1, 2, 3))
    expect(await execute('odd.out')).toMatchObject({ status: 1, stdout: '' })
    expect((await execute('odd.out')).stderr).toMatch(/^stack-vm: truncated-word: /)
    expect(await execute('missing.out')).toMatchObject({ status: 1, stdout: '' })
    expect(await execute('odd.out', 'odd.out')).toMatchObject({ status: 2, stdout: '' })
    expect(await compile()).toMatchObject({ status: 2, stdout: '' })
  })

  test('show errors with their places and write nothing', async () => {
    cli.write('bad.vm', '1 2 +\n  3x\n')
    const { status, stderr } = await compile('-o', 'bad.out', 'bad.vm')
    expect(status).toBe(1)
    expect(stderr).toContain('bad.vm:2:3')
    expect((await execute('bad.out')).status).toBe(1)
  })

  test('run programs that are longer than a piece of the file, and count their words', async () => {
    const count = 600_000
    const words = new Uint32Array(2 * count + 2).fill(ADD)
    for (let index = 1; index < words.length; index += 2) words[index] = 3
    words[0] = 0
    for (let index = 2; index < words.length; index += 2) words[index] = ADD
    words[words.length - 1] = HALT
    cli.write('long.out', new Uint8Array(words.buffer))
    expect(await execute('long.out')).toEqual({ status: 0, stdout: `${3 * count}\n`, stderr: '' })
    words[words.length - 1] = 0x40000005
    cli.write('long.out', new Uint8Array(words.buffer))
    expect((await execute('long.out')).stderr).toContain(
      `undefined-operation at ${words.length} (word 40000005)`,
    )
  })
})
