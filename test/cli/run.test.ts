// `isaforge run`: what programs print, how runs end, what is said about it.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EAGER } from '../engines/eager.js'
import { ENDLESS, GREETING, useCommandLine } from './command-line.js'

const { run, write, path } = useCommandLine()
write('greeting.lasm', GREETING)
write('endless.lasm', ENDLESS)
write(
  'chatty.lasm',
  ENDLESS.replace('main:', 'main:\n  cpy ac0, 0x11\n  shl ac0, 16\nagain:\n  wsa ac0, 65').replace(
    'jp main',
    'jp again',
  ),
)
/** `cpy a0, 5` and `halt`. */
const IMAGE = Uint8Array.of(0x0c, 0, 0, 5, 0xf0, 0, 0, 0)
write('image.lrvm', IMAGE)
write('image.bin', IMAGE)

describe('a program that ends', () => {
  test.concurrent('is assembled, run, and gives status 0', async () => {
    expect(await run(['run', 'greeting.lasm'])).toEqual({ status: 0, stdout: 'Hi', stderr: '' })
  })

  test.concurrent('prints the same on every engine', async () => {
    for (const engine of ['reference', 'interpreter']) {
      expect((await run(['run', 'greeting.lasm', '--engine', engine])).stdout).toBe('Hi')
    }
  })

  test.concurrent('can come from the standard input, as source or as image', async () => {
    expect(await run(['run', '-', '--machine', 'lrvm'], { input: GREETING })).toMatchObject({
      status: 0,
      stdout: 'Hi',
    })
    expect(await run(['run', '-', '-m', 'lrvm'], { input: IMAGE })).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    })
  })

  test.concurrent('can be a plain image when the machine is named', async () => {
    expect(await run(['run', 'image.bin', '--machine', 'lrvm'])).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    })
  })

  test.concurrent('gets the values of its constants from --define', async () => {
    write(
      'constant.lasm',
      'LETTER = "A"\nCOUNT = 1\nmain:\n  cpy ac0, 0x11\n  shl ac0, 16\n  wsa ac0, LETTER + COUNT\n  halt\n',
    )
    expect((await run(['run', 'constant.lasm'])).stdout).toBe('B')
    expect((await run(['run', 'constant.lasm', '-d', 'LETTER=0x61', '--define', 'COUNT=2'])).stdout).toBe('c')
    const unused = await run(['run', 'constant.lasm', '--define', 'NOTHING=1'])
    expect(unused.status).toBe(1)
    expect(unused.stderr).toContain('unused define `NOTHING`')
  })

  test.concurrent('shows instructions, time, speed and engine with --stats', async () => {
    const { stderr } = await run(['run', 'greeting.lasm', '--stats', '--engine', 'reference'])
    expect(stderr).toMatch(/^7 instructions in \d+\.\d{3} s, \d+\.\d\d MIPS, engine reference\n$/)
  })

  test.concurrent('shows every instruction and what it changed with --trace', async () => {
    const { stderr, stdout } = await run(['run', 'image.lrvm', '--trace'])
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^0x00000000 {2}cpy a0, 0x5 +a0=0x00000005\n0x00000004 {2}halt\n$/)
  })
})

describe('a program that does not end', () => {
  test.concurrent('stops with status 124 and its state when the fuel is used up', async () => {
    const { status, stderr } = await run(['run', 'endless.lasm', '--fuel', '10_001'])
    expect(status).toBe(124)
    expect(stderr).toContain('the fuel is used up: 10,001 instructions were executed')
    expect(stderr).toContain('pc 0x00000004: jp 0x0  (endless.lasm:3)')
    expect(stderr).toMatch(/\ba0 +0x00001389\b/)
    expect(stderr).toContain('flags in af: ZUF')
  })

  test.concurrent('explains the exception that it meets again and again', async () => {
    write('illegal.lrvm', new Uint8Array(4))
    const { status, stderr } = await run(['run', 'illegal.lrvm', '--fuel', '10'])
    expect(status).toBe(124)
    expect(stderr).toContain('the last exception was UNKNOWN_OPCODE (0x01)')
  })

  test.concurrent('stops at once on Ctrl-C, with status 130 and its state', async () => {
    write(
      'announced.lasm',
      `main:\n  cpy ac0, 0x11\n  shl ac0, 16\n  wsa ac0, "!"\n${ENDLESS.replaceAll('main', 'again')}`,
    )
    const { status, stderr } = await run(['run', 'announced.lasm'], {
      started: (child) => child.stdout?.once('data', () => child.kill('SIGINT')),
    })
    expect(status).toBe(130)
    expect(stderr).toMatch(/^isaforge: interrupted at 0x000000\w\w\n {2}pc 0x/)
  })

  test.concurrent('ends quietly when nobody reads its output any more', async () => {
    const ended = await run(['run', 'chatty.lasm'], {
      started: ({ stdout }) => stdout?.once('data', () => stdout.destroy()),
    })
    expect(ended).toMatchObject({ status: 0, stderr: '' })
  })
})

describe('a board', () => {
  const board = (name: string, components: unknown): string => {
    write(name, JSON.stringify({ components }))
    return name
  }

  test.concurrent('can be described by a file', async () => {
    const file = board('small.json', [{ type: 'rom', bytes: 4096 }, { type: 'character-display' }])
    write('near.lasm', 'main:\n  cpy ac0, 4096\n  wsa ac0, 65\n  halt\n')
    expect(await run(['run', 'near.lasm', '--board', file])).toEqual({ status: 0, stdout: 'A', stderr: '' })
  })

  test.concurrent.each([
    [
      'unknown type',
      [{ type: 'ramm', bytes: 4 }],
      'components[0].type: LRVM has no component type "ramm"',
      'did you mean "ram"?',
    ],
    ['missing size', [{ type: 'ram' }], 'components[0]: component ram needs a size', 'RAM'],
    ['wrong size', [{ type: 'ram', bytes: 6 }], 'components[0]: 6 bytes are not', 'RAM'],
    [
      'size of the wrong kind',
      [{ type: 'ram', bytes: 'big' }],
      'components[0].bytes: expected a size',
      'a board looks like',
    ],
    [
      'unknown key',
      [{ type: 'ram', size: 4 }],
      'components[0]: Unrecognized key: "size"',
      'a board looks like',
    ],
    ['too small a ROM', [{ type: 'rom', bytes: 4 }], 'components[0]: a ROM of 4 bytes cannot hold', 'rom:'],
    [
      'too much memory',
      Array(3).fill({ type: 'ram', bytes: 2 ** 31 }),
      'the board cannot be built',
      'smaller',
    ],
  ])('with a mistake is refused: %s', async (name, components, message, hint) => {
    const { status, stderr } = await run([
      'run',
      'greeting.lasm',
      '--board',
      board(`${name}.json`, components),
    ])
    expect(status).toBe(1)
    expect(stderr).toContain(message)
    expect(stderr).toContain(hint)
  })

  test.concurrent('that is not JSON is refused', async () => {
    write('broken.json', '{ "components": [')
    const { status, stderr } = await run(['run', 'greeting.lasm', '--board', 'broken.json'])
    expect(status).toBe(1)
    expect(stderr).toContain('broken.json: this is not JSON')
  })

  test.concurrent('grows for a program that is larger than its ROM, and says so', async () => {
    write('large.lasm', 'main:\n  halt\n#addr 0x20000\n#d32 1\n')
    const { status, stderr } = await run(['run', 'large.lasm'])
    expect(status).toBe(0)
    expect(stderr).toContain(
      'note: the program has 131,076 bytes, so the rom of the default board grew from 65,536',
    )
  })
})

describe('the modules that engines make', () => {
  test.concurrent('are written as they are and as text with --dump-wasm', async () => {
    write('hot.lasm', 'main:\n  inc a0\n  cmp a0, 2000\n  ifnq\n    jp main\n  halt\n')
    const tuning = Object.entries(EAGER).flatMap(([name, value]) => ['--tuning', `${name}=${value}`])
    const ended = await run(['run', 'hot.lasm', '--dump-wasm', 'dump/modules', ...tuning])
    expect(ended).toEqual({ status: 0, stdout: '', stderr: '' })
    const names = readdirSync(path('dump/modules'))
    const regions = names.filter((name) => name.endsWith('-region-0x0.wat'))
    expect(names.every((name) => /^\d{3}-[\w-]+\.(wasm|wat)$/.test(name))).toBe(true)
    expect(regions).toHaveLength(1)
    const region = join(path('dump/modules'), regions[0])
    expect(readFileSync(region, 'utf8')).toMatch(/^\(module\n(.*\n)* {2}\(func \$0 \(export "0"\).*;; 0x0\n/)
    expect(WebAssembly.validate(readFileSync(region.replace(/wat$/, 'wasm')))).toBe(true)
  })

  test.concurrent('cannot be written where there is a file', async () => {
    const { status, stderr } = await run(['run', 'greeting.lasm', '--dump-wasm', 'greeting.lasm'])
    expect(status).toBe(2)
    expect(stderr).toContain("error[output-not-writable]: 'greeting.lasm' cannot be written")
  })

  test.concurrent('are made as --tuning says, if it says something that there is', async () => {
    const { status, stderr } = await run(['run', 'greeting.lasm', '--tuning', 'linkCall=true'])
    expect(status).toBe(2)
    expect(stderr).toContain("error[unknown-tuning]: the JIT has no setting called 'linkCall'")
    expect(stderr).toContain('did you mean linkCalls?')
  })
})
