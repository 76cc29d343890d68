// What the uVM document wishes for in its list of things to do, as tests. Its wishes for the command, the verbose log and
// the loading animation among them, are tested where the command is: test/cli/uvm.test.ts and apps/cli/src/uvm; that for a
// compiler in test/anvil/wish.test.ts.

import { describe, expect, test } from 'vitest'
import { buildMachine } from '../../board/index.js'
import { ENGINE_NAMES, type EngineName } from '../../engines/index.js'
import { assembleText, boardOfDepth, loadMistake, MOST_DEPTH, stackOf, uvm, uvmKit } from './index.js'

interface Ended {
  readonly kind: string
  readonly printed: string
  readonly stack: readonly number[]
}

function run(text: string, engine: EngineName = 'reference', depth = 1024): Ended {
  const { image, diagnostics } = assembleText('wish.uasm', text.replaceAll(' / ', '\n'))
  if (image === undefined) throw new Error(diagnostics.map(({ message }) => message).join())
  let printed = ''
  const services = {
    write: (piece: string) => {
      printed += piece
    },
    now: () => 0n,
  }
  const { vm } = buildMachine(uvmKit, { image, board: boardOfDepth(depth), services, engine })
  const stop = vm.run(1000)
  return { kind: stop.kind === 'trap' ? stop.trap : stop.kind, printed, stack: stackOf(vm) }
}

/** Programs by the instruction that they are about, and the stack that they leave. */
const GOOD_PATHS: Readonly<Record<string, readonly [text: string, stack: readonly number[]]>> = {
  ipush: ['ipush -5', [-5]],
  isave0: ['ipush 4 / isave0', []],
  isave1: ['ipush 4 / isave1 / iload1', [4]],
  isave2: ['ipush 4 / isave2 / iload2', [4]],
  iload0: ['ipush 4 / isave0 / iload0 / iload0', [4, 4]],
  iload1: ['iload1', [0]],
  iload2: ['iload2', [0]],
  icmp: ['ipush 3 / ipush 3 / icmp', [1]],
  iadd: ['ipush 2147483647 / ipush 1 / iadd', [-2147483648]],
  isub: ['ipush 10 / ipush 3 / isub', [7]],
  jmp: ['jmp over / ipush 1 / over: ipush 2', [2]],
  jc: ['ipush 1 / jc over / ipush 1 / over: ipush 2 / jc 0', []],
  halt: ['ipush 1 / halt / ipush 2', [1]],
  print: ['ipush 7 / print', [7]],
  imul: ['ipush 65536 / ipush 65537 / imul', [65536]],
  call: ['call f / halt / f: ipush 9 / ret', [9]],
  idiv: ['ipush -7 / ipush 2 / idiv', [-3]],
  irem: ['ipush -7 / ipush 2 / irem', [-1]],
  ret: ['ipush 8 / call f / halt / f: ipush 1 / ipush 2 / ret', [8, 2]],
  fpush: ['fpush 1.0', [0x3f800000]],
  fadd: ['fpush 1 / fpush 2 / fadd / ftoi', [3]],
  fsub: ['fpush 1 / fpush 3 / fsub / ftoi', [-2]],
  fmul: ['fpush 1.5 / fpush 3 / fmul / fpush 2 / fmul / ftoi', [9]],
  fdiv: ['fpush 1 / fpush 0 / fdiv', [0x7f800000]],
  frem: ['fpush -7.5 / fpush 2 / frem / fpush 2 / fmul / ftoi', [-3]],
  fcmp: ['fpush nan / fpush 1 / fcmp / iloadcf', [0, 2]],
  itof: ['ipush 16777217 / itof / ftoi', [16777216]],
  ftoi: ['fpush 1e20 / ftoi', [2147483647]],
  fprint: ['fpush 0.1 / fprint / ftoi', [0]],
  fneg: ['fpush 2 / fneg / ftoi', [-2]],
  fsqrt: ['fpush 9 / fsqrt / ftoi', [3]],
  iloadcf: ['ipush 1 / ipush 2 / icmp / iloadcf', [0, -1]],
  idup: ['ipush 6 / idup', [6, 6]],
  idrop: ['ipush 6 / idrop', []],
  iswap: ['ipush 1 / ipush 2 / iswap', [2, 1]],
  iclean: ['ipush 1 / ipush 2 / ipush 3 / iclean 2', [3]],
  iarg: ['ipush 5 / ipush 6 / call f / halt / f: iarg 1 / ret', [5, 6, 5]],
  isarg: ['ipush 5 / call f / halt / f: ipush 7 / isarg 0 / ipush 0 / ret', [7, 0]],
  iloc: ['ipush 5 / ipush 6 / iloc 0', [5, 6, 5]],
  isloc: ['ipush 5 / ipush 6 / isloc 0', [6]],
  jmpw: ['jmpw over / ipush 1 / over: ipush 2', [2]],
  jcw: ['ipush 1 / jcw over / ipush 1 / over: ipush 2', [2]],
  callw: ['callw f / halt / f: ipush 9 / ret', [9]],
}

describe.each(ENGINE_NAMES)('on the %s engine, the good path of the instruction', (engine) => {
  test.each(uvm.instructions.map(({ name }) => name))('%s works', (name) => {
    const [text, stack] = GOOD_PATHS[name]
    expect(run(`${text}\nhalt`, engine)).toMatchObject({ kind: 'halted', stack })
  })

  test('print shows integers and fprint floats', () => {
    expect(run('ipush -7 / print / fpush 0.1 / fprint / halt', engine).printed).toBe('-7\n0.1\n')
  })
})

describe('the wish list of uVM: tests', () => {
  test('for uncompilable code: each line that cannot be assembled is named, with its mistake', () => {
    const { image, diagnostics } = assembleText('bad.uasm', 'ipush 1\nipsh 2\njmp nowhere\nhalt 3\n')
    expect(image).toBeUndefined()
    expect(diagnostics.map(({ code }) => code)).toEqual([
      'unknown-mnemonic',
      'undefined-label',
      'extra-operand',
    ])
    expect(diagnostics[0].help).toBe('did you mean ipush?')
  })

  test('for the maximum stack size reached: the instruction that needs one more word fails and changes nothing', () => {
    const full = 'ipush 1 / ipush 2 / ipush 3 / halt'
    expect(run(full, 'jit', 3)).toMatchObject({ kind: 'halted', stack: [1, 2, 3] })
    expect(run(full, 'jit', 2)).toMatchObject({ kind: 'stack-overflow', stack: [1, 2] })
  })

  test.each([
    ['ipush 4', 'ipush 1 / idup / idup / ipush 4 / halt'],
    ['call, which needs two words', 'ipush 1 / ipush 2 / call f / f: halt'],
    ['iload', 'ipush 1 / idup / idup / iload0 / halt'],
  ])('for the maximum stack size reached, on every engine: %s fails', (_, text) => {
    for (const engine of ENGINE_NAMES) expect(run(text, engine, 3).kind).toBe('stack-overflow')
  })

  test('to make sure that the maximum stack depth is always greater than 0', () => {
    for (const depth of [0, -1, 0.5, Number.NaN, MOST_DEPTH + 1])
      expect(() => boardOfDepth(depth)).toThrow(
        `the depth must be a whole number from 1 to 16777216, not ${depth}`,
      )
    expect(run('ipush 1 / halt', 'reference', 1)).toMatchObject({ kind: 'halted', stack: [1] })
  })

  test('that run does not run when the byte code array is empty', () => {
    expect(loadMistake(new Uint8Array())?.kind).toBe('empty-program')
    expect(loadMistake(Uint8Array.of(0x0c))).toBeUndefined()
  })

  test('for floating point: floats are bit patterns in words, so that moves, calls and integer instructions work on them', () => {
    const text =
      'fpush -1.5 / isave0 / iload0 / iload0 / icmp / iload0 / call f / fprint / halt / f: iarg 0 / fneg / ret'
    expect(run(text)).toMatchObject({ kind: 'halted', printed: '1.5\n', stack: [1, -0x40400000, 0x3fc00000] })
  })
})
