// Jumps, functions with their frames, and the end (spec/uvm.md sections 3 and 4).
//
// A frame is what lies above two saved words: the return address and the caller's fp. Arguments are below these.

import {
  add,
  eq,
  geU,
  type Instruction,
  jump,
  ltS,
  nextPc,
  stop,
  sub,
  trap,
  type Value,
  when,
  zeroExtend64,
} from '../../../core/index.js'
import { byte, define, far, near } from '../operands.js'
import { codeLength, fp } from '../registers.js'
import { stack, stackOp } from '../stack.js'
import { JUMP_RANGE, NO_FRAME, SLOT_RANGE } from '../traps.js'

type Word = Value<'i32'>
type Reach = typeof near

const checkTarget = (target: Word): void =>
  when(geU(target, codeLength.get()), () => trap(JUMP_RANGE, zeroExtend64(target)))

const always = (opcode: number, mnemonic: string, reach: Reach): Instruction =>
  define(
    opcode,
    `${mnemonic} {target}`,
    { target: reach },
    ({ target }) => {
      checkTarget(target.get())
      jump(target.get())
    },
    { picture: '->', summary: 'Jumps' },
  )

const ifOne = (opcode: number, mnemonic: string, reach: Reach): Instruction =>
  stackOp(
    opcode,
    `${mnemonic} {target}`,
    'x ->',
    {
      operands: { target: reach },
      summary: 'Jumps if the top, which is popped, is 1',
      checks: ({ x, target }) => when(eq(x, 1), () => checkTarget(target.get())),
    },
    ({ x, target }) => when(eq(x, 1), () => jump(target.get())),
  )

const call = (opcode: number, mnemonic: string, reach: Reach): Instruction =>
  stackOp(
    opcode,
    `${mnemonic} {target}`,
    '-> back frame',
    {
      operands: { target: reach },
      summary: 'Calls a function: saves the return address and fp, and begins a frame',
      checks: ({ target }) => checkTarget(target.get()),
    },
    ({ target }) => {
      const frame = fp.get()
      fp.set(add(stack.depth(), 2))
      jump(target.get())
      return { back: nextPc('i32'), frame }
    },
  )

const requireFrame = (): void => when(eq(fp.get(), 0), () => trap(NO_FRAME))

const ret = define(
  0x12,
  'ret',
  {},
  () => {
    requireFrame()
    stack.requireWords(1)
    const base = fp.get()
    const result = stack.peek(0)
    const back = stack.at(sub(base, 2))
    const frame = stack.at(sub(base, 1))
    stack.put(sub(base, 2), result)
    stack.cutTo(sub(base, 1))
    fp.set(frame)
    jump(back)
  },
  { picture: 'back frame … r -> r', summary: 'Returns from a function with the top as its result' },
)

/** Index of argument number k; 0 was pushed last. */
const argument = (k: Word): Word => sub(sub(fp.get(), 3), k)

/** An argument must not lie below the caller's frame, whose base is saved. */
const checkArgument = (k: Word): void =>
  when(ltS(argument(k), stack.at(sub(fp.get(), 1))), () => trap(SLOT_RANGE))

/** A local must lie below the top; an instruction that pops the top first has one word less. */
const checkLocal = (k: Word, popped: number): void =>
  when(geU(add(fp.get(), k), sub(stack.depth(), popped)), () => trap(SLOT_RANGE))

const slots: readonly Instruction[] = [
  stackOp(
    0x24,
    'iarg {k}',
    '-> x',
    {
      operands: { k: byte },
      summary: 'Pushes an argument of the function; the last one pushed is number 0',
      requires: requireFrame,
      checks: ({ k }) => checkArgument(k.get()),
    },
    ({ k }) => ({ x: stack.at(argument(k.get())) }),
  ),
  stackOp(
    0x25,
    'isarg {k}',
    'x ->',
    {
      operands: { k: byte },
      summary: 'Assigns an argument of the function',
      requires: requireFrame,
      checks: ({ k }) => checkArgument(k.get()),
    },
    ({ k, x }) => stack.put(argument(k.get()), x),
  ),
  stackOp(
    0x26,
    'iloc {k}',
    '-> x',
    {
      operands: { k: byte },
      summary: 'Pushes a local of the function; number 0 was pushed first',
      checks: ({ k }) => checkLocal(k.get(), 0),
    },
    ({ k }) => ({ x: stack.at(add(fp.get(), k.get())) }),
  ),
  stackOp(
    0x27,
    'isloc {k}',
    'x ->',
    {
      operands: { k: byte },
      summary: 'Assigns a local of the function',
      checks: ({ k }) => checkLocal(k.get(), 1),
    },
    ({ k, x }) => stack.put(add(fp.get(), k.get()), x),
  ),
]

/** Everything that jumps, ends, or knows about frames. */
export const flow: readonly Instruction[] = [
  always(0x0a, 'jmp', near),
  ifOne(0x0b, 'jc', near),
  define(0x0c, 'halt', {}, () => stop('halted'), { picture: '->', summary: 'Ends the program' }),
  call(0x0f, 'call', near),
  ret,
  ...slots,
  always(0x28, 'jmpw', far),
  ifOne(0x29, 'jcw', far),
  call(0x2a, 'callw', far),
]
