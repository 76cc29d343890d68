// MVM on the command line: the drop-in, and the ordinary commands on its sources and program files.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { useCommandLine } from './command-line.js'

const { run, write, path } = useCommandLine()

const [, HELLO] = /```asm\n(.*?)```/s.exec(readFileSync('docs/sections.md', 'utf8')) ?? ['', '']
const EXIT = '  mov %r0, $0\n  mov %call, $sys_exit\n  int $int_syscall\n'
const ECHO = `section .data
section .text
  mov %r0, $400
  mov %r1, $100
  mov %call, $sys_read
  int $int_syscall
  mov %r0, $1
  mov %r1, $400
  mov %r2, $5
  mov %call, $sys_write
  int $int_syscall
  dbg %accumulator
${EXIT}`

write('hello.asm', HELLO)
write('echo.asm', ECHO)
write('hazard.asm', `section .data\nsection .text\n${EXIT}  mov %r0, $255\n`)
write('wrong.asm', 'section .data\nsection .text\n  mov %r9, $1\n')
write('ended.asm', 'section .data\nsection .text\n  ret\n')

describe('the drop-in', () => {
  test('compiles and runs the example of the manual', async () => {
    expect(await run(['mvm', 'compile', '-r', 'hello.asm'])).toMatchObject({ status: 0, stderr: '' })
    expect(await run(['mvm', 'run', 'hello.mvm'])).toEqual({ status: 0, stdout: 'Hello\n', stderr: '' })
  })

  test('says nothing about hazards where nobody looks', async () => {
    expect(await run(['mvm', 'compile', 'hazard.asm'])).toMatchObject({ status: 0, stderr: '' })
    expect(await run(['mvm', 'run', 'hazard.mvm'])).toEqual({
      status: 1,
      stdout: '',
      stderr: 'MVM PANIC: no program `text` section found\n',
    })
  })

  test('draws mistakes where they are', async () => {
    const { status, stderr } = await run(['mvm', 'compile', 'wrong.asm'])
    expect(status).toBe(1)
    expect(stderr).toContain('error[mvm::asm::constant_error]: Assembly register "r9" not found')
    expect(stderr).toContain('wrong.asm:3:8')
    expect(stderr).toContain('did you mean')
  })

  test('reads its own standard input', async () => {
    await run(['mvm', 'compile', 'echo.asm'])
    const ended = await run(['mvm', 'run', 'echo.mvm'], { input: 'hello, world' })
    expect(ended).toEqual({ status: 0, stdout: 'hello', stderr: '[DEBUG] %accumulator = 5\n' })
  })

  test('ends quietly when nobody reads its output', async () => {
    write('flood.asm', HELLO.replace('  mov %r0, $0\n', '  mov %r0, $1\n  cmp %r1, %r0\n  jmp start\n'))
    await run(['mvm', 'compile', 'flood.asm'])
    const ended = await run(['mvm', 'run', 'flood.mvm'], {
      started: (child) => child.stdout?.once('data', () => child.kill('SIGKILL')),
    })
    expect(ended.stdout.startsWith('Hello\n')).toBe(true)
  })
})

describe('isaforge run', () => {
  test('takes sources and program files', async () => {
    await run(['asm', '-m', 'mvm', 'hello.asm', '-o', 'made.mvm'])
    for (const file of ['hello.asm', 'made.mvm'])
      expect(await run(['run', file])).toEqual({ status: 0, stdout: 'Hello\n', stderr: '' })
  })

  test('shows what was written before it waits for input', async () => {
    const prompt = HELLO.replace(EXIT, '').replace(/\n {2}mov %r0, \$0.*$/s, '\n')
    write('prompt.asm', `${prompt}${ECHO.replace('section .data\nsection .text\n', '')}`)
    const ended = await run(['run', 'prompt.asm'], { input: 'abcdef' })
    expect(ended).toMatchObject({ status: 0, stdout: 'Hello\nabcde' })
  })

  test('warns of hazards, and --safe takes them away', async () => {
    const ended = await run(['run', 'hazard.asm'])
    expect(ended.status).toBe(134)
    expect(ended.stderr).toContain('warning[mvm::asm::hidden_marker]')
    expect(await run(['run', '--safe', 'hazard.asm'])).toEqual({ status: 0, stdout: '', stderr: '' })
  })

  test('leaves dbg out with --release', async () => {
    expect(await run(['run', '--release', 'echo.asm'], { input: 'hello' })).toMatchObject({ stderr: '' })
  })

  test('gives a program the memory that a board file describes', async () => {
    write(
      'board.json',
      JSON.stringify({
        components: [
          { type: 'memory', bytes: 5000 },
          { type: 'stack', bytes: 300 },
        ],
      }),
    )
    write(
      'top.asm',
      'section .data\nsection .text\n  mov %r0, %stack_ptr\n  div %r0, $20\n  mov %call, $0\n  int $80\n',
    )
    expect((await run(['run', 'top.asm', '--board', path('board.json')])).status).toBe(250)
  })

  test('says where in the source a program failed', async () => {
    const { status, stderr } = await run(['run', 'ended.asm'])
    expect(status).toBe(134)
    expect(stderr).toContain('empty call stack is being popped')
    expect(stderr).toContain('ended.asm:3')
  })
})

describe('isaforge dis', () => {
  test('gives a source that assembles to the same file', async () => {
    await run(['asm', '-m', 'mvm', 'hello.asm', '-o', 'once.mvm'])
    const { stdout, stderr } = await run(['dis', 'once.mvm'])
    expect(stderr).toBe('')
    write('again.asm', stdout)
    await run(['asm', '-m', 'mvm', 'again.asm'])
    expect(readFileSync(path('again.mvm'))).toEqual(readFileSync(path('once.mvm')))
  })

  test('says so when no source gives a file', async () => {
    write('odd.mvm', Uint8Array.of(0xff, 0x01, 0x77))
    expect(await run(['dis', 'odd.mvm'])).toMatchObject({ status: 1, stdout: '' })
  })
})

test('isaforge info mvm shows what an instruction does', async () => {
  const { stdout } = await run(['info', 'mvm', 'push8'])
  expect(stdout).toContain('Pushes the low 8 bits of a register')
})

test('isaforge asm refuses options that only the rule language has', async () => {
  const { status, stderr } = await run(['asm', '-m', 'mvm', 'hello.asm', '--listing'])
  expect(status).toBe(2)
  expect(stderr).toContain('option-of-rules')
})
