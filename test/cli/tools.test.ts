// `isaforge asm`, `dis`, `machines`, `info`: what they print and write.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { useCommandLine } from './command-line.js'

const { run, write, path } = useCommandLine()
write('count.lasm', 'main:\n  cpy a0, 3\n.again:\n  dec a0\n  ifnq\n    jp .again\n  halt\n')
const WORDS = '0c00000324000001900000000c160004f0000000'

test.concurrent('the version is that of the package', async () => {
  const manifest = new URL('../../apps/cli/package.json', import.meta.url)
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'))
  expect((await run(['--version'])).stdout).toBe(`${version}\n`)
})

describe('asm', () => {
  test.concurrent('writes the image beside the source', async () => {
    write('other/count.lasm', readFileSync(path('count.lasm')))
    const { status, stderr } = await run(['asm', 'other/count.lasm'])
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'wrote other/count.lrvm: 20 bytes\n' })
    expect(readFileSync(path('other/count.lrvm')).toString('hex')).toBe(WORDS)
  })

  test.concurrent('writes text formats to the standard output', async () => {
    expect((await run(['asm', 'count.lasm', '-f', 'hex'])).stdout).toBe(`${WORDS}\n`)
    const [first] = (await run(['asm', 'count.lasm', '-f', 'hexdump'])).stdout.split('\n')
    expect(first).toBe(' 00 | 0c 00 00 03  24 00 00 01  90 00 00 00  0c 16 00 04 | ....$........... |')
  })

  test.concurrent('completes the last word of an image', async () => {
    write('text.lasm', '#d "Hello"\n')
    expect((await run(['asm', 'text.lasm', '-f', 'hex'])).stdout).toBe('48656c6c6f000000\n')
  })

  test.concurrent('prints listing and symbols instead of writing an image', async () => {
    const { stdout, stderr } = await run(['asm', 'count.lasm', '--listing', '--symbols'])
    expect(stderr).toBe('')
    expect(stdout).toContain('0c 00 00 03 ; cpy a0, 3')
    expect(stdout).toContain('main.again = 0x4\n')
  })

  test.concurrent('assembles with rules and without a machine, into several formats in one run', async () => {
    write('cpu.asm', '#ruledef {\n  load {value: u8} => 0x10 @ value\n  halt => 0xff\n}\n')
    write('rules/main.asm', 'start: load 5\n  halt\n')
    const outputs = ['-f', 'hexstr', '--also', 'symbols', '--also', 'binary=rules/out.bin']
    const { status, stdout, stderr } = await run(['asm', 'cpu.asm', 'rules/main.asm', ...outputs])
    expect([status, stdout]).toEqual([0, '1005ff\nstart = 0x0\n'])
    expect(stderr).toBe('wrote rules/out.bin: 3 bytes\n')
    const byOption = await run(['asm', '--rules', 'cpu.asm', 'rules/main.asm', '-f', 'hexstr'])
    expect(byOption.stdout).toBe('1005ff\n')
    expect((await run(['dis', '--rules', 'cpu.asm', 'rules/out.bin'])).stdout).toBe('load 5\nhalt\n')
  })

  test.concurrent('adds rules to those of a machine', async () => {
    write('macro.asm', '#ruledef {\n  twice {r: registers} => asm {\n    inc {r}\n    inc {r}\n  }\n}\n')
    write('twice.lasm', '#include "macro.asm"\n  twice a0\n')
    expect((await run(['asm', 'twice.lasm', '-f', 'hex'])).stdout).toBe('1c0000011c000001\n')
  })

  test.concurrent('finds included files beside the source', async () => {
    write('including/main.lasm', '#include "part.lasm"\n')
    write('including/part.lasm', '  halt\n')
    expect((await run(['asm', 'including/main.lasm', '-f', 'hex'])).stdout).toBe('f0000000\n')
  })
})

describe('dis', () => {
  test.concurrent('prints data for bits that its text cannot say, if it is to be exact', async () => {
    // Of `halt`, only the opcode means anything.
    write('odd.lrvm', Uint8Array.from([0xf0, 0x12, 0x34, 0x56]))
    expect((await run(['dis', 'odd.lrvm', '--exact'])).stdout).toMatch(/^#d32 0xF0_12_34_56 ; halt/)
  })

  test.concurrent('prints text that assembles to the same words', async () => {
    write('dis.lrvm', Uint8Array.from(Buffer.from(WORDS, 'hex')))
    const { stdout } = await run(['dis', 'dis.lrvm'])
    expect(stdout).toBe('cpy a0, 0x3\ndec a0\nifnq\njp 0x4\nhalt\n')
    write('again.lasm', stdout)
    expect((await run(['asm', 'again.lasm', '-f', 'hex'])).stdout).toBe(`${WORDS}\n`)
  })

  test.concurrent('prints offsets with --annotated', async () => {
    const image = Uint8Array.of(0xf0, 0, 0, 0)
    expect((await run(['dis', '-', '-m', 'lrvm', '--annotated'], { input: image })).stdout).toBe(
      '0x00000000: halt\n',
    )
  })
})

describe('the manual', () => {
  test.concurrent('lists the machines', async () => {
    expect((await run(['machines'])).stdout).toMatch(/^lrvm +\.lasm \.lrvm +32-bit CPU/m)
  })

  test.concurrent('shows an instruction', async ({ expect }) => {
    const { stdout } = await run(['info', 'lrvm', 'add'])
    await expect(stdout).toMatchFileSnapshot('./expected/info-lrvm-add.txt')
  })

  test.concurrent('finds instructions by their aliases, in any case', async () => {
    expect((await run(['info', 'lrvm', 'INC'])).stdout).toBe((await run(['info', 'lrvm', 'add'])).stdout)
    const zero = (await run(['info', 'lrvm', 'zro'])).stdout
    for (const title of ['cpy', 'mul', 'and', 'xor']) expect(zero).toMatch(new RegExp(`^${title}$`, 'm'))
  })

  test.concurrent('shows a machine', async () => {
    const { stdout } = await run(['info', 'lrvm'])
    for (const text of [
      'LRVM',
      'Registers',
      'Flags in af',
      'Control flow',
      'Components',
      'raise(code, associated)',
    ]) {
      expect(stdout).toContain(text)
    }
  })
})
