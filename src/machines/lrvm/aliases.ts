// Other ways to write instructions, and the order in which the disassembler prefers them (spec/lrvm.md 16 and 17.5).

import { type Alias, alias, fixedNumber, fixedRegister, type Instruction, sameAs } from '../../core/index.js'
import { ADD, AND, CPY, DIV, MOD, MUL, SUB, XOR } from './instructions/arithmetic.js'
import { IF, IF2, IFN } from './instructions/flow.js'
import { LEA, LSA, POP, WEA, WSA } from './instructions/memory.js'
import { CONDITION_NAMES } from './operands.js'
import { FLAG_NAMES, PC } from './registers.js'

const number = fixedNumber
const zero = number(0)
const pc = fixedRegister(PC)
const printOnly = { assembles: false }
const assembleOnly = { prints: false }
const { ZF, CF } = FLAG_NAMES
const { CMP_NOR, CMP_OR } = CONDITION_NAMES

const onFlag = (instruction: Instruction, syntax: string, flag: number, summary: string): Alias =>
  alias(instruction, syntax, { f: number(flag) }, { summary })

const onFlags = (name: string, condition: number): Alias =>
  alias(IF2, `${name} {f}, {g}`, { k: number(condition) })

/** First match wins when disassembling. */
export const aliases: readonly Alias[] = [
  alias(CPY, 'jp {v}', { r: pc }, { summary: 'Jumps' }),
  alias(CPY, 'zro {r}', { v: zero }, printOnly),
  alias(ADD, 'inc {r}', { v: number(1) }, { summary: 'Adds 1' }),
  alias(SUB, 'dec {r}', { v: number(1) }, { summary: 'Subtracts 1' }),
  alias(MUL, 'zro {r}', { v: zero }, printOnly),
  alias(AND, 'zro {r}', { v: zero }, printOnly),
  alias(XOR, 'zro {r}', { v: sameAs('r') }, { summary: 'Sets a register to 0' }),
  alias(
    XOR,
    'not {r}',
    { v: sameAs('r') },
    {
      ...assembleOnly,
      warning: 'despite its name, not sets the register to 0; write xor with a mask to invert bits',
    },
  ),
  alias(POP, 'ret', { r: pc }, { summary: 'Returns from a routine' }),
  onFlag(IF, 'ifeq', ZF, 'Runs the next instruction if equal'),
  onFlag(IFN, 'ifnq', ZF, 'Runs the next instruction if not equal'),
  onFlag(IF, 'ifls', CF, 'Runs the next instruction if less, unsigned'),
  onFlag(IFN, 'ifge', CF, 'Runs the next instruction if greater or equal, unsigned'),
  alias(
    IF2,
    'ifgt',
    { f: number(ZF), g: number(CF), k: number(CMP_NOR) },
    { summary: 'Runs the next if greater' },
  ),
  alias(
    IF2,
    'ifle',
    { f: number(ZF), g: number(CF), k: number(CMP_OR) },
    { summary: 'Runs the next if not greater' },
  ),
  ...['ifor', 'ifand', 'ifxor', 'ifnor', 'ifnand', 'ifleft', 'ifright'].map((name, i) =>
    onFlags(name, i + 1),
  ),
  alias(DIV, 'div {r}, {v}', { m: zero }, assembleOnly),
  alias(MOD, 'mod {r}, {v}', { m: zero }, assembleOnly),
  alias(LSA, 'lsa {r}, {a}', { d: zero }, assembleOnly),
  alias(WSA, 'wsa {a}, {v}', { d: zero }, assembleOnly),
  // The one-operand forms keep the reference's word: operand 2 is register a0, operand 3 is 0 (section 17.7).
  ...[LEA, WEA].flatMap((instruction) => [
    alias(instruction, `${instruction.name} {a}`, { d: fixedRegister(0), m: zero }, assembleOnly),
    alias(instruction, `${instruction.name} {a}, {d}`, { m: number(1) }, assembleOnly),
  ]),
]
