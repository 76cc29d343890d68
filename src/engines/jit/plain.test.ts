// The plain part of an instruction: rare paths are given back before any effect, and otherwise nothing is compiled.

import { describe, expect, test } from 'vitest'
import {
  type Block,
  eq,
  hostCall,
  i32,
  jump,
  known,
  load,
  loopWhile,
  readRegister,
  recordBlock,
  registerFile,
  routine,
  space,
  stop,
  store,
  trap,
  visitStatements,
  when,
  writeRegister,
} from '../../core/index.js'
import { GO_BACK, plainPart } from './plain.js'

const file = registerFile('r', 'i32', ['r0', 'r1', 'mode'])
const MODE = 2
const memory = space('memory', 'i32', { order: 'little' })
const WORD = { bytes: 4, type: 'i32' } as const
const FAILED = { name: 'failed', message: '' }
const beep = hostCall('beep', {}, { summary: 'Beeps' })
const raise = routine('raise', {}, { summary: 'Raises an exception' }, () => trap(FAILED))

const write = (index = 0): void => writeRegister(file, i32(index), i32(7))
const isZero = () => eq(readRegister(file, i32(0)), 0)
const storeWord = (): void => store(memory, i32(8), i32(1), WORD, () => trap(FAILED))

/** The plain part of recorded semantics, with writes to the mode watched. */
function plain(body: () => void): Block | undefined {
  const block = recordBlock(() => {
    body()
    return undefined
  })
  return plainPart(block, (statement) => statement.kind === 'write' && known(statement.index) === MODE)
}

/** What is left of an instruction: kinds of statements, and ways back to the interpreter. */
function kindsIn(block: Block | undefined): readonly string[] | undefined {
  if (block === undefined) return undefined
  const kinds: string[] = []
  visitStatements(block, (statement) => {
    kinds.push(statement.kind === 'trap' && statement.trap === GO_BACK ? 'back' : statement.kind)
  })
  return kinds
}

describe('a path is given back', () => {
  test('that writes a watched register', () => {
    expect(kindsIn(plain(() => when(isZero(), () => write(MODE))))).toEqual(['read', 'when', 'back'])
  })

  test('from its beginning if something on it has to be given back after an effect', () => {
    const block = plain(() =>
      when(isZero(), () => {
        write()
        storeWord()
      }),
    )
    expect(kindsIn(block)).toEqual(['read', 'when', 'back'])
  })

  test.each([
    ['traps', () => trap(FAILED)],
    ['stops', () => stop('halted')],
    ['calls the host', () => beep({})],
    ['calls a routine that ends the instruction', () => raise({})],
  ])('when it %s and nothing has happened yet', (_, rare) => {
    const block = plain(() => {
      when(isZero(), rare)
      write()
    })
    expect(kindsIn(block)).toEqual(['read', 'when', 'back', 'write'])
  })

  test('when an access finds no memory', () => {
    const block = plain(() => {
      const word = load(memory, i32(4), WORD, () => {
        trap(FAILED)
        return undefined
      })
      store(memory, i32(8), word, WORD, () => beep({}))
    })
    expect(kindsIn(block)).toEqual(['load', 'back', 'store', 'back'])
  })

  test('in one branch, whatever the other branch did', () => {
    const block = plain(() =>
      when(
        isZero(),
        () => write(),
        () => trap(FAILED),
      ),
    )
    expect(kindsIn(block)).toEqual(['read', 'when', 'write', 'back'])
  })
})

describe('an instruction is not plain', () => {
  test.each<[string, () => void]>([
    ['a write', () => write()],
    ['a store', storeWord],
    ['a write in one branch', () => when(isZero(), () => write(1))],
  ])('when a rare path comes after %s', (_, effect) => {
    const block = plain(() => {
      const condition = isZero()
      effect()
      when(condition, () => trap(FAILED))
    })
    expect(block).toBeUndefined()
  })

  test('when a store that can miss comes after an effect', () => {
    expect(
      plain(() => {
        write()
        storeWord()
      }),
    ).toBeUndefined()
  })

  test('when it writes a watched register', () => {
    expect(plain(() => write(MODE))).toBeUndefined()
  })

  test.each<[string, () => void]>([
    ['always traps', () => trap(FAILED)],
    ['always calls the host', () => beep({})],
    ['always stops', () => stop('halted')],
  ])('when it %s', (_, body) => {
    expect(plain(body)).toBeUndefined()
  })
})

test('a jump moves behind the effects that follow it', () => {
  const block = plain(() => {
    jump(i32(8))
    write()
  })
  expect(kindsIn(block)).toEqual(['write', 'jump'])
})

test('a decision to jump moves with it', () => {
  const block = plain(() => {
    when(isZero(), () => jump(i32(8)))
    write()
  })
  expect(kindsIn(block)).toEqual(['read', 'write', 'when', 'jump'])
})

test('a jump stays where it is if another one can follow', () => {
  const block = plain(() => {
    jump(i32(8))
    when(isZero(), () => jump(i32(16)))
    write()
  })
  expect(kindsIn(block)?.[0]).toBe('jump')
})

describe('a loop', () => {
  test('is plain if what a turn gives back comes before any effect', () => {
    const block = plain(() => loopWhile(isZero, () => when(isZero(), () => trap(FAILED))))
    expect(kindsIn(block)).toEqual(['loop', 'read', 'read', 'when', 'back'])
  })

  test('is not plain if a turn has effects and the next can have to be given back', () => {
    const body = (): void => {
      when(isZero(), () => trap(FAILED))
      write()
    }
    expect(plain(() => loopWhile(isZero, body))).toBeUndefined()
  })
})

test('a store without anything to do when memory is missing stays as it is, also after an effect', () => {
  const block = plain(() => {
    write()
    store(memory, i32(8), i32(1), WORD, () => undefined)
  })
  expect(kindsIn(block)).toEqual(['write', 'store'])
})
