// How recorded semantics read: one paragraph of pseudo-code per test.

import { describe, expect, test } from 'vitest'
import {
  add,
  and,
  choose,
  eq,
  flagsRegister,
  geU,
  hostCall,
  i32,
  jump,
  load,
  loopWhile,
  ltS,
  ltU,
  mul,
  name,
  ne,
  not,
  or,
  pc,
  readRegister,
  recordBlock,
  register,
  registerFile,
  routine,
  select,
  shl,
  space,
  stop,
  store,
  sub,
  trap,
  when,
  writeRegister,
} from '../index.js'
import { pseudoCode } from './pseudo-code.js'

const files = registerFile('general', 'i32', ['x', 'y', 'z'])
const [x, y, z] = ['x', 'y', 'z'].map((_, index) => ({
  get: () => readRegister(files, i32(index)),
  set: (value: ReturnType<typeof i32>) => writeRegister(files, i32(index), value),
}))
const memory = space('memory', 'i32', { order: 'little' })
const WORD = { bytes: 4, type: 'i32' } as const
const none = () => i32(0)
const linesOf = (does: () => void): readonly string[] =>
  pseudoCode(recordBlock(() => void does() as undefined))

describe('expressions', () => {
  test('are infix, with parentheses only where they are needed', () => {
    expect(linesOf(() => x.set(mul(add(x.get(), y.get()), z.get())))).toEqual(['x ← (x + y) * z'])
    expect(linesOf(() => x.set(add(x.get(), mul(y.get(), z.get()))))).toEqual(['x ← x + y * z'])
    expect(linesOf(() => x.set(sub(x.get(), sub(y.get(), z.get()))))).toEqual(['x ← x - (y - z)'])
  })

  test('show how bits and numbers group', () => {
    expect(linesOf(() => x.set(or(shl(x.get(), 16), and(y.get(), 0xffff))))).toEqual([
      'x ← (x << 16) | (y & 0xFFFF)',
    ])
  })

  test('have constants on the right of comparisons', () => {
    expect(linesOf(() => when(geU(x.get(), 32), () => x.set(i32(0))))).toEqual(['if x ≥ 32 then x ← 0'])
  })

  test('call the opposite of a named condition by its name', () => {
    const lines = linesOf(() => {
      const even = name('even', eq(and(x.get(), 1), 0))
      when(even, () => y.set(i32(1)))
      when(not(even), () => z.set(i32(2)))
      x.set(select(even, i32(5), i32(6)))
    })
    expect(lines).toEqual([
      'even = (x & 1) = 0',
      'if even then y ← 1',
      'if not even then z ← 2',
      'x ← if even then 5 else 6',
    ])
  })
})

describe('registers', () => {
  test('are read where they are used as long as nothing changed', () => {
    const lines = linesOf(() => {
      const a = x.get()
      y.set(i32(1))
      z.set(a)
    })
    expect(lines).toEqual(['y ← 1', 'z ← x'])
  })

  test('are remembered under a name when they change before they are used', () => {
    const lines = linesOf(() => {
      const a = x.get()
      x.set(y.get())
      y.set(a)
    })
    expect(lines).toEqual(['x_before = x', 'x ← y', 'y ← x_before'])
  })

  test('are not hurt by what happens on the way out of the instruction', () => {
    const failed = { name: 'failed', message: '' }
    const lines = linesOf(() => {
      const a = x.get()
      when(eq(y.get(), 0), () => {
        x.set(i32(0))
        trap(failed)
      })
      z.set(a)
    })
    expect(lines).toEqual(['if y = 0 then', '  x ← 0', '  trap failed', 'z ← x'])
  })

  test('that lie side by side and get the same constant share a line', () => {
    const clear = (count: number) => () => {
      const file = registerFile('many', 'i32', ['a', 'b', 'c', 'd'])
      for (let index = 0; index < count; index++) writeRegister(file, i32(index), 0)
    }
    expect(linesOf(clear(3))).toEqual(['a ← 0', 'b ← 0', 'c ← 0'])
    expect(linesOf(clear(4))).toEqual(['a … d ← 0'])
  })
})

describe('memory', () => {
  test('is loaded where the word is used once', () => {
    expect(linesOf(() => x.set(load(memory, y.get(), WORD, none)))).toEqual(['x ← memory[y; 4 bytes]'])
  })

  test('is loaded on a line of its own when it changes before the word is used', () => {
    const lines = linesOf(() => {
      const old = load(memory, y.get(), WORD, none)
      store(memory, y.get(), x.get(), WORD, () => undefined)
      x.set(old)
    })
    expect(lines).toEqual(['word = memory[y; 4 bytes]', 'memory[y; 4 bytes] ← x', 'x ← word'])
  })
})

describe('decisions', () => {
  test('that only give a value fit on a line', () => {
    const lines = linesOf(() => {
      const smaller = choose(
        ltS(x.get(), y.get()),
        () => x.get(),
        () => y.get(),
      )
      z.set(name('smaller', smaller))
    })
    expect(lines).toEqual(['smaller = if x <s y then x else y', 'z ← smaller'])
  })

  test('that follow each other become one chain', () => {
    const lines = linesOf(() => {
      const value = choose(
        eq(x.get(), 0),
        () => {
          y.set(i32(1))
          return i32(10)
        },
        () =>
          choose(
            eq(x.get(), 1),
            () => i32(20),
            () => i32(30),
          ),
      )
      z.set(value)
    })
    expect(lines).toEqual([
      'if x = 0 then',
      '  y ← 1',
      '  value = 10',
      'else value = if x = 1 then 20 else 30',
      'z ← value',
    ])
  })

  test('without a first branch are turned around', () => {
    const lines = linesOf(() =>
      when(
        ltU(x.get(), 3),
        () => undefined,
        () => x.set(i32(3)),
      ),
    )
    expect(lines).toEqual(['if not (x < 3) then x ← 3'])
  })
})

test('loops show their condition', () => {
  const lines = linesOf(() =>
    loopWhile(
      () => ne(x.get(), 0),
      () => x.set(sub(x.get(), 1)),
    ),
  )
  expect(lines).toEqual(['while x ≠ 0', '  x ← x - 1'])
})

test('routines show their arguments by name, and words for constants that have some', () => {
  const fail = routine(
    'fail',
    { code: 'i32', value: 'i32' },
    { summary: '', names: { code: { UNALIGNED: 5 } } },
    ({ code }) => x.set(code),
  )
  expect(linesOf(() => fail({ code: i32(5), value: y.get() }))).toEqual(['fail(code: UNALIGNED, value: y)'])
  expect(linesOf(() => fail({ code: i32(6), value: y.get() }))).toEqual(['fail(code: 6, value: y)'])
})

test('host calls, jumps, stops and flags are single lines', () => {
  const ask = hostCall('ask', { question: 'i32' }, { result: 'i32', summary: '' })
  const status = register('status', 'i32')
  const flags = flagsRegister(
    status,
    { result: 'i32' },
    { Z: { bit: 0, summary: '', when: ({ result }) => eq(result, 0) } },
  )
  const lines = linesOf(() => {
    const sum = name('sum', add(x.get(), y.get()))
    flags.setFrom({ result: sum })
    x.set(sum)
    y.set(ask({ question: z.get() }))
    jump(add(pc('i32'), 8))
    stop('exit', x.get())
  })
  expect(lines).toEqual([
    'sum = x + y',
    'status ← flags(sum)',
    'x ← sum',
    'y ← ask(z)',
    'pc ← pc + 8',
    'stop: exit (x)',
  ])
})

test('what comes of a routine is its last line', () => {
  expect(pseudoCode(recordBlock(() => add(x.get(), 1)))).toEqual(['give x + 1'])
})
