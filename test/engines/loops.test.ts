// Loops of every shape on every engine, cut at every point: compilers give them structure.
import { ENGINE_NAMES } from 'isaforge/engines'
import { describe, expect, test } from 'vitest'
import { LRVM_RAM } from './fixtures.js'
import { type Case, expectLikeReference } from './like-reference.js'

/** Two blocks that jump to each other; `a1` decides which one is entered first. */
const IRREDUCIBLE: Case['program'] = [
  ['cpy', 'c0', 9],
  ['cmp', 'a1', 0],
  ['ifn', 0],
  ['cpy', 'pc', 0x14],
  ['add', 'a2', 1],
  ['add', 'a3', 'a2'],
  ['sub', 'c0', 1],
  ['ifn', 0],
  ['cpy', 'pc', 0x10],
  ['halt'],
]

describe.each(ENGINE_NAMES)('%s', (engine) => {
  test.each([0, 1])('a loop with two entries is entered at either of them (%i)', (entry) => {
    const vm = expectLikeReference(engine, { program: IRREDUCIBLE, registers: { a1: entry } })
    expect(vm.register('a2')).toBe(entry === 0 ? 9 : 8)
  })

  test('a loop is entered in its middle by a computed jump after it was compiled', () => {
    const program: Case['program'] = [
      ['cpy', 'c0', 5],
      ['add', 'a0', 1],
      ['add', 'a1', 1],
      ['sub', 'c0', 1],
      ['ifn', 0],
      ['cpy', 'pc', 0x04],
      ['add', 'a2', 1],
      ['cpy', 'c0', 4],
      ['cmp', 'a2', 3],
      ['ifn', 0],
      ['cpy', 'pc', 'a7'],
      ['halt'],
    ]
    const vm = expectLikeReference(engine, { program, registers: { a7: 0x08 } })
    expect([vm.register('a0'), vm.register('a1')]).toEqual([5 + 2 * 3, 5 + 2 * 4])
  })

  test('a loop inside a loop inside a loop keeps its counters apart', () => {
    const program: Case['program'] = [
      ['cpy', 'c0', 3],
      ['cpy', 'c1', 3],
      ['cpy', 'a0', 3],
      ['add', 'a1', 1],
      ['sub', 'a0', 1],
      ['ifn', 0],
      ['cpy', 'pc', 0x0c],
      ['sub', 'c1', 1],
      ['ifn', 0],
      ['cpy', 'pc', 0x08],
      ['sub', 'c0', 1],
      ['ifn', 0],
      ['cpy', 'pc', 0x04],
      ['halt'],
    ]
    expect(expectLikeReference(engine, { program }).register('a1')).toBe(27)
  })

  test.each([
    ['cmp', ['cmp', 'a0', 9]],
    ['add', ['add', 'a0', 5]],
    ['and', ['and', 'a0', 7]],
    ['mul', ['mul', 'a0', 3]],
    ['shr', ['shr', 'a0', 1]],
    ['nothing', ['cpy', 'a1', 1]],
  ] as const)('flags set by %s before a loop or by sub in it are read at its head', (_, first) => {
    const program: Case['program'] = [
      [...first],
      ['if', 0],
      ['cpy', 'pc', 0x18],
      ['cpy', 'a2', 'af'],
      ['sub', 'a0', 1],
      ['cpy', 'pc', 0x04],
      ['halt'],
    ]
    expectLikeReference(engine, { program, registers: { a0: 6, af: 0x20 } })
  })

  test('flags that come from one of two branches are read where these meet', () => {
    const program: Case['program'] = [
      ['cpy', 'c0', 6],
      ['and', 'a0', 1],
      ['ifn', 0],
      ['cpy', 'pc', 0x18],
      ['cmp', 'c0', 4],
      ['cpy', 'pc', 0x1c],
      ['shl', 'a3', 40],
      ['if2', 0, 1, 1],
      ['add', 'a1', 1],
      ['cpy', 'a2', 'af'],
      ['add', 'a0', 1],
      ['sub', 'c0', 1],
      ['ifn', 0],
      ['cpy', 'pc', 0x04],
      ['halt'],
    ]
    expectLikeReference(engine, { program })
  })

  test.each(['shr', 'shl', 'add', 'sub', 'xor', 'cmp', 'mul'])(
    'flags are right after %s has read the flags that it sets',
    (name) => {
      const program: Case['program'] = [
        ['cpy', 'c0', 4],
        ['cmp', 'a0', 'c0'],
        [name, 'a0', 'af'],
        ['if', 1],
        ['add', 'a1', 1],
        [name, 'a0', 'af'],
        [name, 'a4', 'af'],
        ['cpy', 'a2', 'af'],
        ['sub', 'c0', 1],
        ['ifn', 0],
        ['cpy', 'pc', 0x04],
        ['halt'],
      ]
      expectLikeReference(engine, { program, registers: { a0: 0x12345678, a4: 7 } })
    },
  )

  test('a loop that runs translated stops being fetched as soon as it withdraws its own permission', () => {
    const program: Case['program'] = [
      ['cpy', 'c0', 20],
      ['add', 'a0', 1],
      // Entry 4 of the table refuses supervisors when the bit has moved to the top.
      ['shl', 'a1', 1],
      ['wsa', 'ac0', 0x10, 'a1'],
      ['sub', 'c0', 1],
      ['ifn', 0],
      ['cpy', 'pc', 0x04],
      ['halt'],
    ]
    const registers = { mtt: 1, pda: LRVM_RAM, ac0: LRVM_RAM, a1: 0x00200000, ev: 0x1c }
    expectLikeReference(engine, { program, registers })
  })

  test('a loop that runs translated goes on when its table is somewhere else', () => {
    const program: Case['program'] = [
      ['cpy', 'c0', 6],
      ['add', 'pda', 4],
      ['add', 'a0', 'pda'],
      ['sub', 'c0', 1],
      ['ifn', 0],
      ['cpy', 'pc', 0x04],
      ['halt'],
    ]
    expectLikeReference(engine, { program, registers: { mtt: 1, pda: LRVM_RAM } })
  })

  test('an exception in the middle of a loop finds registers, flags and count as they are', () => {
    const program: Case['program'] = [
      ['cpy', 'c0', 6],
      ['add', 'a0', 1],
      ['sub', 'a1', 3],
      ['div', 'a2', 'a3', 0],
      ['xor', 'a3', 1],
      ['sub', 'c0', 1],
      ['ifn', 0],
      ['cpy', 'pc', 0x04],
      ['halt'],
      ['cpy', 'a4', 'af'],
      ['cycles', 'a5'],
      ['add', 'a6', 'era'],
      ['cpy', 'a3', 0],
      ['cpy', 'pc', 0x10],
    ]
    expectLikeReference(engine, { program, registers: { ev: 0x24, a2: 50 } })
  })
})
