// Mistakes in descriptions are refused with messages that say where they are.

import { describe, expect, test } from 'vitest'
import { add, eq, i32, ne } from '../ir/build.js'
import { choose, hostCall, jump, loopWhile, routine, trap, when } from '../ir/record.js'
import type { Value } from '../ir/value.js'
import { slice } from './encoding.js'
import { alias, type Format, fixedNumber, fixedRegister, instructionsIn, sameAs } from './instruction.js'
import { defineMachine, type MachineDefinition } from './machine.js'
import { either, numberOperand, type OperandKind, registerOperand } from './operand.js'
import { flagsRegister, Register, register, registerFile } from './register.js'
import { load, space, store } from './space.js'

const file = registerFile('r', 'i32', ['r0', 'r1', 'r2', 'r3'])
const memory = space('memory', 'i32', { order: 'big' })
const reg = registerOperand(file)
const u8 = numberOperand('u8', { bits: 8 })
const bits = (high: number, low: number) => slice(4, 'big', high, low)

/** An opcode in the first byte, then a byte per operand; the top bit of the byte tells forms apart. */
const format: Format<number> = (opcode, operands) => ({
  length: 4,
  match: [{ slice: bits(31, 24), value: opcode }],
  operands: operands.map(({ kind }, index) => {
    const high = 23 - 8 * index
    if (kind.forms.length === 1) return [{ slices: [bits(high, high - 7)] }]
    return kind.forms.map((_, value) => ({
      slices: [bits(high - 1, high - 7)],
      select: { slice: bits(high, high), value },
    }))
  }),
})
const define = instructionsIn(format)
const nothing = (): void => undefined
const nop = define(0, 'nop', {}, nothing)
const illegal = { name: 'illegal', message: 'no instruction' }
const move = define(1, 'move {x}, {y}', { x: reg, y: reg }, ({ x, y }) => x.set(y.get()))

const machine = (changes: Partial<MachineDefinition<'i32'>> = {}) =>
  defineMachine({
    name: 'small',
    title: 'Small',
    summary: 'A machine with a mistake',
    pc: 'i32',
    registers: [file],
    spaces: [memory],
    fetch: { space: memory, align: 4, outside: () => trap({ name: 'nowhere', message: 'nothing there' }) },
    instructions: [nop, move],
    illegal: { length: 4, does: () => trap(illegal) },
    assembly: { sourceExtensions: [], imageExtensions: [], labelAlign: 8, rawDirective: '#d8' },
    ...changes,
  })

test('a machine without mistakes is accepted', () => {
  const { instruction, traps } = machine()
  expect(instruction('move')?.name).toBe('move')
  expect(instruction('__proto__')).toBeUndefined()
  expect(traps().map(({ name }) => name)).toEqual(['illegal', 'nowhere'])
})

describe('an instruction is refused', () => {
  const both = either('both', reg, u8)

  test.each<[string, () => unknown, string]>([
    [
      'when its syntax names an operand that it does not have',
      () => define(2, 'a {z}', { x: reg }, nothing),
      "syntax 'a {z}': there is no operand z (its operands are x)",
    ],
    ['when its syntax has a stray brace', () => define(2, 'a {x', { x: reg }, nothing), 'unbalanced {'],
    [
      'when its syntax does not show an operand',
      () => define(2, 'a {x}', { x: reg, y: reg }, nothing),
      'instruction a: operand y does not occur in the syntax',
    ],
    [
      'when its syntax names an operand twice',
      () => define(2, 'a {x}, {x}', { x: reg }, nothing),
      "instruction a: the syntax 'a {x}, {x}' names an operand twice",
    ],
    [
      'when it has no mnemonic',
      () => define(2, '{x}', { x: reg }, nothing),
      'does not start with a mnemonic',
    ],
    [
      'when its forms have no bits that tell them apart',
      () =>
        instructionsIn<number>((code, operands) => ({
          ...format(code, []),
          operands: operands.map(({ kind }) => kind.forms.map(() => ({ slices: [bits(7, 0)] }))),
        }))(2, 'a {x}', { x: both }, nothing),
      'instruction a: operand x has several forms but no bits that tell them apart',
    ],
    [
      'when two of its forms look alike',
      () =>
        instructionsIn<number>((code, operands) => ({
          ...format(code, []),
          operands: operands.map(({ kind }) =>
            kind.forms.map(() => ({ slices: [bits(7, 0)], select: { slice: bits(8, 8), value: 1 } })),
          ),
        }))(2, 'a {x}', { x: both }, nothing),
      'instruction a: two forms of operand x look alike',
    ],
    [
      'when its format places too few operands',
      () => instructionsIn<number>((code) => format(code, []))(2, 'a {x}', { x: reg }, nothing),
      'instruction a: the format gives operand x no place for each of its forms',
    ],
    [
      'when its opcode does not fit',
      () => define(256, 'a', {}, nothing),
      'instruction a: 256 does not fit into the 8 bits 31…24',
    ],
    [
      'when operands share bits',
      () =>
        instructionsIn<number>((code, operands) => ({
          ...format(code, []),
          operands: operands.map((_, index) => [{ slices: [bits(9 - index, 2 - index)] }]),
        }))(2, 'a {x}, {y}', { x: reg, y: reg }, nothing),
      'instruction a: operand x and operand y share bit 2 of byte 3',
    ],
    [
      'when an operand shares bits with the opcode',
      () =>
        instructionsIn<number>((code) => ({ ...format(code, []), operands: [[{ slices: [bits(24, 17)] }]] }))(
          2,
          'a {x}',
          { x: reg },
          nothing,
        ),
      'instruction a: the opcode and operand x share bit 0 of byte 0',
    ],
    [
      'when it has bits outside of its bytes',
      () =>
        instructionsIn<number>((code) => ({
          ...format(code, []),
          length: 2,
          match: [{ slice: bits(7, 0), value: code }],
        }))(2, 'a', {}, nothing),
      'instruction a: the opcode has bits in byte 3, but the instruction has 2 bytes',
    ],
    [
      'when nothing identifies it',
      () => instructionsIn<number>(() => ({ length: 4, match: [], operands: [] }))(2, 'a', {}, nothing),
      'instruction a: no bits identify it',
    ],
    [
      'when a number that its bits can hold does not fit the type of the operand',
      () =>
        instructionsIn<number>((code) => ({
          ...format(code, []),
          operands: [[{ slices: [bits(7, 0)], shift: 25 }]],
        }))(2, 'a {x}', { x: u8 }, nothing),
      'instruction a: the numbers of operand x do not fit i32',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message)
  })

  test('when its only operand is called __proto__ by a literal, which JavaScript drops', () => {
    const operands: Record<string, OperandKind> = { __proto__: reg as never }
    expect(() => define(2, 'a {__proto__}', operands, nothing)).toThrow(
      'there is no operand __proto__ (it has none)',
    )
  })

  test('but not when an operand is really called __proto__', () => {
    const operands = Object.fromEntries([['__proto__', reg]])
    const odd = define(2, 'a {__proto__}', operands, (given) => void Object.values(given)[0].get())
    expect(
      machine({ instructions: [odd] })
        .instruction('a')
        ?.semantics().statements,
    ).toHaveLength(1)
  })
})

describe('a machine is refused', () => {
  const other = registerFile('other', 'i32', ['x0', 'x1'])
  const wide = registerFile('wide', 'i64', ['w0', 'w1'], { pc: { index: 1, reads: 'pc' } })
  const far = space('far', 'i64', { order: 'big' })
  const touching = define(3, 'touch', {}, () => new Register(other, 0).set(1))

  test.each<[string, Partial<MachineDefinition<'i32'>>, string]>([
    [
      'when encodings overlap',
      { instructions: [nop, define(0, 'nap', {}, nothing)] },
      'machine small: instructions nop and nap overlap in encoding',
    ],
    [
      'when encodings of different length overlap',
      {
        fetch: { space: memory, align: 1, outside: () => undefined },
        instructions: [
          nop,
          instructionsIn<number>((value) => ({
            length: 1,
            match: [{ slice: slice(1, 'big', 7, 0), value }],
            operands: [],
          }))(0, 'short', {}, nothing),
        ],
      },
      'instructions nop and short overlap in encoding',
    ],
    [
      'when two instructions have one name',
      { instructions: [nop, define(2, 'other', {}, nothing, { name: 'nop' })] },
      'two instructions are called nop; give one of them a name of its own',
    ],
    [
      'when two instructions are written alike',
      {
        instructions: [
          move,
          define(2, 'MOVE {x},  {y}', { x: reg, y: u8 }, nothing),
          define(3, 'move {a}, {b}', { a: reg, b: reg }, nothing, { name: 'moveTwo' }),
        ],
      },
      "instructions move and moveTwo are both written 'move {a}, {b}'",
    ],
    [
      'when an alias is written like an instruction',
      { aliases: [alias(move, 'nop', { x: fixedRegister(0), y: fixedRegister(0) })] },
      "instructions nop and move are both written 'nop'",
    ],
    [
      'when an alias is of an instruction that it does not have',
      { aliases: [alias(define(9, 'gone', {}, nothing), 'away', {})] },
      "alias 'away' is of instruction gone, which the machine does not have",
    ],
    ['when there are no instructions', { instructions: [] }, 'there are no instructions'],
    [
      'when the length of an instruction is no multiple of the alignment',
      { fetch: { space: memory, align: 8, outside: () => undefined } },
      'instruction nop has 4 bytes, not a multiple of 8',
    ],
    [
      'when the length of an illegal instruction is no multiple of the alignment',
      { illegal: { length: 2, does: nothing } },
      'illegal instructions have 2 bytes, not a multiple of 4',
    ],
    [
      'when two register files have one name',
      { registers: [file, registerFile('r', 'i32', ['q'])] },
      'two register files are called r',
    ],
    [
      'when two files have a register of one name',
      { registers: [file, registerFile('s', 'i32', ['r2'])] },
      'two registers are called r2',
    ],
    [
      'when two spaces have one name',
      { spaces: [memory, space('memory', 'i32', { order: 'big' })] },
      'two spaces are called memory',
    ],
    [
      'when code comes from an unknown space',
      { spaces: [] },
      'instructions are fetched from memory, which is none of its spaces',
    ],
    [
      'when the pc does not fit the space',
      { spaces: [memory, far], fetch: { space: far as never, align: 4, outside: () => undefined } },
      'the pc has type i32, but far has i64 addresses',
    ],
    [
      'when a register that is the pc has another type',
      { registers: [file, wide] },
      'register file wide has type i64, but its register w1 is the i32 pc',
    ],
    [
      'when an operand is of an undeclared file',
      { instructions: [define(2, 'a {x}', { x: registerOperand(other) }, nothing)] },
      'instruction a has an operand of register file other, which is not declared',
    ],
    [
      'when the flags are in an undeclared file',
      { flags: [flagsRegister(new Register(other, 1), { result: 'i32' }, {})] },
      'the flags are in register file other, which is not declared',
    ],
    [
      'when a register of an undeclared file has an initial value',
      { initial: [{ register: register('lost', 'i32'), value: 1 }] },
      'lost has an initial value, but its file is not declared',
    ],
  ])('%s', (_, changes, message) => {
    expect(() => machine(changes)).toThrow(message)
  })

  test.each<[string, () => Partial<MachineDefinition<'i32'>>, string]>([
    [
      'uses an undeclared register file',
      () => ({ instructions: [touching] }),
      'instruction touch uses register file other',
    ],
    [
      'uses an undeclared space',
      () => ({
        instructions: [
          define(2, 'a', {}, () => {
            load(far, 1, { bytes: 4, type: 'i32' }, () => i32(0))
          }),
        ],
      }),
      'instruction a uses space far, which is not declared',
    ],
    [
      'uses two host calls of one name',
      () => ({
        instructions: [
          define(2, 'a', {}, () => hostCall('beep', {}, { summary: '' })({})),
          define(3, 'b', {}, () => hostCall('beep', { pitch: 'i32' }, { summary: '' })({ pitch: i32(1) })),
        ],
      }),
      'two host calls are called beep',
    ],
    [
      'throws while it is recorded',
      () => ({
        instructions: [
          define(2, 'a', {}, () => {
            throw new Error('oh')
          }),
        ],
      }),
      'instruction a: oh',
    ],
  ])('as soon as it is used when an instruction %s', (_, changes, message) => {
    const described = machine(changes())
    expect(() => described.hostCalls()).toThrow(message)
  })
})

describe('a register file is refused', () => {
  test.each<[string, () => unknown, string]>([
    [
      'when its width does not fit its type',
      () => registerFile('f', 'i32', ['a'], { bits: 64 }),
      'register file f: 64 bits do not fit type i32',
    ],
    [
      'when a float is narrow',
      () => registerFile('f', 'f64', ['a'], { bits: 32 }),
      'register file f: 32 bits do not fit type f64',
    ],
    ['when it has no registers', () => registerFile('f', 'i32', []), 'register file f has no registers'],
    [
      'when two registers have one name',
      () => registerFile('f', 'i32', ['a', 'b', 'a']),
      'register file f: two registers are called a',
    ],
    [
      'when it has a billion registers',
      () => registerFile('f', 'i32', new Array(1e9)),
      'register file f has 1000000000 registers; 65536 are the limit',
    ],
    [
      'when the pc is none of them',
      () => registerFile('f', 'i32', ['a'], { pc: { index: 1, reads: 'pc' } }),
      'register file f has no register 1',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message)
  })

  test('but not when it is large', () => {
    const names = Array.from({ length: 65536 }, (_, index) => `r${index}`)
    expect(registerFile('f', 'i32', names).names).toHaveLength(65536)
  })

  test('but not when a register is called __proto__', () => {
    expect(registerFile('f', 'i32', ['__proto__', 'constructor']).names).toHaveLength(2)
  })
})

describe('an alias is refused', () => {
  const mixed = define(4, 'mixed {x}, {n}', { x: reg, n: u8 }, nothing)

  test.each<[string, () => unknown, string]>([
    [
      'when it fixes an operand that does not exist',
      () => alias(mixed, 'm {x}', { q: fixedNumber(1) }),
      'mixed lacks an operand that it fixes',
    ],
    [
      'when it names an operand that does not exist',
      () => alias(mixed, 'm {q}', {}),
      'there is no operand q (its operands are x, n)',
    ],
    [
      'when it neither fixes nor shows an operand',
      () => alias(mixed, 'm {x}', {}),
      'operand n must be either fixed or in the syntax',
    ],
    [
      'when it fixes and shows an operand',
      () => alias(mixed, 'm {x}, {n}', { n: fixedNumber(1) }),
      'operand n must be either fixed or in the syntax',
    ],
    [
      'when it fixes a register to a number',
      () => alias(mixed, 'm {n}', { x: fixedNumber(1) }),
      "alias 'm {n}': operand x of mixed cannot be a number",
    ],
    [
      'when it fixes a number to a register',
      () => alias(mixed, 'm {x}', { n: fixedRegister(1) }),
      'operand n of mixed cannot be a register',
    ],
    [
      'when it repeats an unknown operand',
      () => alias(move, 'm {x}', { y: sameAs('q') }),
      'operand y of move repeats q, which is no operand in the syntax',
    ],
    [
      'when it repeats itself',
      () => alias(move, 'm {x}', { y: sameAs('y') }),
      'operand y of move repeats y, which is no operand in the syntax',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message)
  })
})

describe('an operand kind is refused', () => {
  test.each<[string, () => unknown, string]>([
    [
      'when its bits do not fit its type',
      () => numberOperand('n', { bits: 33 }),
      'operand n: 33 bits do not fit i32',
    ],
    ['when it has no bits', () => numberOperand('n', { bits: 0 }), 'operand n: 0 bits do not fit i32'],
    [
      'when it mixes types',
      () => either('e', reg, numberOperand('n', { bits: 8, type: 'i64' }) as never),
      'operand kind e mixes value types',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message)
  })

  test('by the compiler when something that cannot be assigned is assigned', () => {
    const wrong = define(5, 'wrong {n}', { n: u8 }, ({ n }) => {
      // @ts-expect-error a number in the instruction cannot be set
      n.set(i32(1))
    })
    expect(() => wrong.semantics()).toThrow('instruction wrong: operand kind u8 cannot be assigned')
  })

  test('by the compiler when an operand is used as the wrong type', () => {
    const wrong = define(5, 'wrong {x}', { x: reg }, ({ x }) => {
      // @ts-expect-error the register is an i32
      const value: Value<'i64'> = x.get()
      expect(value.type).toBe('i32')
    })
    wrong.semantics()
  })

  test('by the compiler when semantics use an operand that is not declared', () => {
    // @ts-expect-error there is no operand y
    const wrong = define(5, 'wrong {x}', { x: reg }, ({ y }) => y.get())
    expect(() => wrong.semantics()).toThrow('instruction wrong:')
  })
})

describe('decoded numbers', () => {
  const moved = instructionsIn<number>((code) => ({
    ...format(code, []),
    operands: [[{ slices: [bits(2, 0)], bias: 8n }]],
  }))

  test('of a register with a bias are known by their real bounds', () => {
    const upper = registerFile(
      'u',
      'i32',
      Array.from({ length: 16 }, (_, index) => `u${index}`),
      { pc: { index: 15, reads: 'pc' } },
    )
    const instruction = moved(2, 'a {x}', { x: registerOperand(upper) }, ({ x }) => x.set(i32(1)))
    // Codes are 8 … 15, so this may be the pc: the write must be conditional.
    expect(instruction.semantics().statements.map(({ kind }) => kind)).toEqual(['when'])
  })

  test('of a shifted number are known by their real bounds', () => {
    const instruction = instructionsIn<number>((code) => ({
      ...format(code, []),
      operands: [[{ slices: [bits(2, 0)], shift: 4 }]],
    }))(2, 'a {n}', { n: numberOperand('n', { bits: 8 }) }, ({ n }) =>
      when(eq(n.get(), 0x70), () => jump(i32(0))),
    )
    expect(instruction.semantics().statements.map(({ kind }) => kind)).toEqual(['when'])
  })
})

describe('a host call that may block', () => {
  const wait = hostCall('wait', {}, { result: 'i32', mayBlock: true, summary: 'Waits' })
  const beep = hostCall('beep', {}, { summary: 'Never waits' })
  const r0 = new Register(file, 0)
  const flags = flagsRegister(new Register(file, 3), { result: 'i32' }, {})
  const write = (): void => store(memory, 0, i32(1), { bytes: 4, type: 'i32' }, nothing)
  const pausing = routine('pausing', {}, { summary: '' }, () => void wait({}))
  const writing = routine('writing', {}, { summary: '' }, () => r0.set(1))
  const check = (semantics: () => void, changes: Partial<MachineDefinition<'i32'>> = {}) => {
    const described = machine({ instructions: [define(2, 'it', {}, semantics)], ...changes })
    return () => described.hostCalls()
  }
  const isZero = () => eq(r0.get(), 0)

  test.each<[string, () => void]>([
    ['comes first', () => r0.set(wait({}))],
    [
      'follows reads, loads and other host calls',
      () => {
        beep({})
        load(memory, r0.get(), { bytes: 4, type: 'i32' }, () => wait({}))
        r0.set(wait({}))
      },
    ],
    [
      'is the missing part of a store',
      () => store(memory, 0, i32(1), { bytes: 4, type: 'i32' }, () => void wait({})),
    ],
    [
      'is on another path than the effect',
      () =>
        when(
          isZero(),
          () => r0.set(1),
          () => r0.set(wait({})),
        ),
    ],
    [
      'follows a path that has left',
      () => {
        when(isZero(), () => {
          r0.set(1)
          trap({ name: 't', message: '' })
        })
        wait({})
      },
    ],
    [
      'is in a loop without effects',
      () =>
        loopWhile(
          () => ne(wait({}), 0),
          () => beep({}),
        ),
    ],
  ])('is accepted when it %s', (_, semantics) => {
    expect(check(semantics)).not.toThrow()
  })

  const refused = 'what may block must come before all effects'
  test.each<[string, () => void, string]>([
    [
      'follows a write',
      () => {
        r0.set(1)
        wait({})
      },
      'after a write to r;',
    ],
    [
      'follows flags',
      () => {
        flags.setFrom({ result: i32(1) })
        wait({})
      },
      'after setting the flags of r;',
    ],
    [
      'follows a store',
      () => {
        write()
        wait({})
      },
      'after a store to memory;',
    ],
    [
      'follows a jump',
      () => {
        jump(i32(0))
        wait({})
      },
      'after a jump;',
    ],
    [
      'follows an effect on one of two paths',
      () => {
        when(isZero(), () => r0.set(1))
        wait({})
      },
      'after a write to r;',
    ],
    [
      'is the missing part of a load after an effect',
      () => {
        r0.set(1)
        load(memory, 0, { bytes: 4, type: 'i32' }, () => wait({}))
      },
      'after a write to r;',
    ],
    [
      'comes again in the second turn of a loop that has effects',
      () =>
        loopWhile(
          () => ne(wait({}), 0),
          () => r0.set(1),
        ),
      'after a write to r;',
    ],
    [
      'is in the body of such a loop',
      () =>
        loopWhile(isZero, () => {
          wait({})
          r0.set(1)
        }),
      'after a write to r;',
    ],
    [
      'follows a loop with effects',
      () => {
        loopWhile(isZero, () => r0.set(1))
        wait({})
      },
      'after a write to r;',
    ],
    [
      'is in a routine',
      () => {
        r0.set(1)
        pausing({})
      },
      'after a write to r;',
    ],
    [
      'follows a routine with effects',
      () => {
        writing({})
        wait({})
      },
      'after a write to r;',
    ],
  ])('is refused when it %s', (_, semantics, message) => {
    expect(check(semantics)).toThrow(
      `machine small: instruction it: host call wait may block ${message} ${refused}`,
    )
  })

  test('is refused when the fetch has effects before the instruction', () => {
    const fetch = {
      space: memory,
      align: 4,
      locate: (pc: Value<'i32'>) => {
        r0.set(1)
        return pc
      },
      outside: () => i32(0),
    } as const
    expect(check(() => void wait({}), { fetch })).toThrow(
      'instruction it: host call wait may block after a write to r',
    )
  })

  test('is refused in what illegal bytes do', () => {
    expect(
      check(nothing, {
        illegal: {
          length: 4,
          does: () => {
            r0.set(1)
            wait({})
          },
        },
      }),
    ).toThrow('what bytes that are no instruction do: host call wait may block')
  })
})

describe('recording', () => {
  const recorded = (semantics: () => void) => () => define(2, 'it', {}, semantics).semantics()
  const r0 = new Register(file, 0)

  test('refuses effects outside of semantics', () => {
    expect(() => r0.get()).toThrow('a read effect was used outside a semantics function')
    expect(() => jump(i32(0))).toThrow('a jump effect was used outside a semantics function')
  })

  test('refuses a choice of which only one alternative yields a value', () => {
    expect(
      recorded(() =>
        r0.set(
          choose(
            eq(r0.get(), 0),
            () => i32(1),
            () => undefined,
          ),
        ),
      ),
    ).toThrow(
      'instruction it: choose: one alternative yields a value, the other neither yields one nor leaves',
    )
  })

  test('accepts a choice of which one alternative leaves', () => {
    expect(
      recorded(() =>
        r0.set(
          choose(
            eq(r0.get(), 0),
            () => i32(1),
            () => trap({ name: 't', message: '' }),
          ),
        ),
      ),
    ).not.toThrow()
  })

  test('refuses alternatives of different types', () => {
    expect(
      recorded(
        () =>
          void choose<'i32'>(
            eq(r0.get(), 0),
            () => i32(1),
            () => eq(r0.get(), 0) as never,
          ),
      ),
    ).toThrow('choose: the alternatives have types i32 and bool')
  })

  test('refuses a JavaScript condition', () => {
    expect(recorded(() => when(true as never, nothing))).toThrow(
      'when: the condition must be a recorded bool value',
    )
    expect(recorded(() => when(r0.get() as never, nothing))).toThrow(
      'when: the condition must be a recorded bool value',
    )
    expect(recorded(() => loopWhile(() => r0.get() as never, nothing))).toThrow(
      'loopWhile: the condition must be a recorded bool value',
    )
  })

  test('refuses a load whose missing part neither yields a value nor leaves', () => {
    expect(recorded(() => void load(memory, 0, { bytes: 4, type: 'i32' }, () => undefined))).toThrow(
      'memory: the missing part of a load neither yields a value nor leaves',
    )
  })

  test('refuses a routine that calls itself', () => {
    const again: (values: object) => void = routine('again', {}, { summary: '' }, () => again({}))
    expect(recorded(() => again({}))).toThrow('instruction it: routine again calls itself')
  })

  test('refuses a routine that neither yields its result nor leaves', () => {
    const lazy = routine('lazy', {}, { summary: '', result: 'i32' }, () => undefined)
    expect(recorded(() => void lazy({}))).toThrow(
      'instruction it: routine lazy neither yields a value of type i32 nor leaves',
    )
  })

  test('refuses wrong arguments of routines and host calls', () => {
    const double = routine('double', { x: 'i32' }, { summary: '', result: 'i32' }, ({ x }) => add(x, x))
    expect(recorded(() => void double({ x: eq(r0.get(), 0) as never }))).toThrow(
      'routine double: argument 1 has type bool, not i32',
    )
    const beep = hostCall('beep', { pitch: 'i32' }, { summary: '' })
    expect(recorded(() => beep({} as never))).toThrow('host call beep: argument 1 is not a recorded value')
  })

  test('goes on after a mistake', () => {
    expect(
      recorded(() =>
        when(eq(r0.get(), 0), () => {
          throw new Error('oh')
        }),
      ),
    ).toThrow('oh')
    expect(recorded(() => r0.set(1))).not.toThrow()
    expect(() => r0.get()).toThrow('outside a semantics function')
  })

  test('drops what follows the end of an instruction', () => {
    const block = define(2, 'it', {}, () => {
      trap({ name: 't', message: '' })
      r0.set(1)
    }).semantics()
    expect(block.statements.map(({ kind }) => kind)).toEqual(['trap'])
  })

  test('decides known conditions and leaves no trace of them', () => {
    const block = define(2, 'it', {}, () =>
      when(
        eq(i32(1), 1),
        () => r0.set(1),
        () => r0.set(2),
      ),
    ).semantics()
    expect(block.statements.map(({ kind }) => kind)).toEqual(['write'])
  })
})
