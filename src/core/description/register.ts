// Registers as a description declares them: files of equal registers, single registers, and flags registers.

import { bit, eq, i32, known, lift, type Operand, or, select, shl } from '../ir/build.js'
import type { FlagBit, Flags } from '../ir/effect.js'
import { emit, jump, newTemporary, when } from '../ir/record.js'
import { ContextValue, TemporaryValue, type Value } from '../ir/value.js'

/** How wide a register is. Registers of 8 and 16 bits read zero-extended and store their low bits. */
export type RegisterBits = 8 | 16 | 32 | 64

/** The type in which instructions see a register. */
export type RegisterType = 'i32' | 'i64' | 'f64'

/**
 * One register of a file that stands for the program counter: reading it gives the address of the current (or the next)
 * instruction, writing it jumps.
 */
export interface PcAlias {
  readonly index: number
  readonly reads: 'pc' | 'nextPc'
}

/** A file of equal registers, indexed by a code. */
export interface RegisterFile<T extends RegisterType = RegisterType> {
  readonly name: string
  readonly type: T
  readonly bits: RegisterBits
  /** Guest's names by code; the length is the number of registers. */
  readonly names: readonly string[]
  readonly pc: PcAlias | undefined
  /** Not part of the guest's visible state (a latch, a halted flag). */
  readonly hidden: boolean
  readonly summary: string
}

/** Options of a register declaration. */
export interface RegisterOptions {
  readonly bits?: RegisterBits
  readonly pc?: PcAlias
  readonly hidden?: boolean
  readonly summary?: string
}

/** More registers than any machine has; keeps a mistaken description from using up the memory. */
const MOST_REGISTERS = 2 ** 16

/** Declares a file of registers. */
export function registerFile<T extends RegisterType>(
  name: string,
  type: T,
  names: readonly string[],
  options: RegisterOptions = {},
): RegisterFile<T> {
  const bits = options.bits ?? (type === 'i32' ? 32 : 64)
  if ((type === 'i32') !== bits < 64)
    throw new Error(`register file ${name}: ${bits} bits do not fit type ${type}`)
  if (names.length === 0) throw new Error(`register file ${name} has no registers`)
  if (names.length > MOST_REGISTERS) {
    throw new Error(`register file ${name} has ${names.length} registers; ${MOST_REGISTERS} are the limit`)
  }
  const seen = new Set<string>()
  const twice = names.find((entry) => seen.size === seen.add(entry).size)
  if (twice !== undefined) throw new Error(`register file ${name}: two registers are called ${twice}`)
  const { pc, hidden = false, summary = '' } = options
  if (pc !== undefined && !(pc.index in names))
    throw new Error(`register file ${name} has no register ${pc.index}`)
  return { name, type, bits, names, pc, hidden, summary }
}

/** Declares a single register: a file of one. */
export function register<T extends RegisterType>(
  name: string,
  type: T,
  options: RegisterOptions = {},
): Register<T> {
  return new Register(registerFile(name, type, [name], options), 0)
}

/** Slots a file occupies: a power of two, so that a masked index cannot leave the file. */
export function slotsOf(file: RegisterFile): number {
  return 2 ** (32 - Math.clz32(file.names.length - 1))
}

/** One particular register. */
export class Register<T extends RegisterType = RegisterType> {
  constructor(
    readonly file: RegisterFile<T>,
    readonly index: number,
  ) {}

  get name(): string {
    return this.file.names[this.index]
  }

  /** Its value at this point of the instruction. */
  get(): Value<T> {
    return readRegister(this.file, i32(this.index))
  }

  /** Assigns it; writing a register that is the program counter jumps. */
  set(value: Operand<T>): void {
    writeRegister(this.file, i32(this.index), value)
  }
}

/** The register of `file` called `name`. */
export function registerNamed<T extends RegisterType>(file: RegisterFile<T>, name: string): Register<T> {
  const index = file.names.indexOf(name)
  if (index < 0) throw new Error(`register file ${file.name} has no register ${name}`)
  return new Register(file, index)
}

/** Reads a register by code. The code is taken modulo the file's slots, so it can never reach other state. */
export function readRegister<T extends RegisterType>(file: RegisterFile<T>, index: Value<'i32'>): Value<T> {
  if (file.pc === undefined) return readSlot(file, index)
  const isPc = eq(index, file.pc.index)
  const pc = new ContextValue(file.type, file.pc.reads)
  const decided = known(isPc)
  if (decided === 1) return pc as Value<T>
  if (decided === 0) return readSlot(file, index)
  return select<T>(isPc, pc as Value<T>, readSlot(file, index))
}

function readSlot<T extends RegisterType>(file: RegisterFile<T>, index: Value<'i32'>): Value<T> {
  const code = known(index)
  const target = newTemporary(file.type, code === undefined ? undefined : file.names[Number(code)])
  emit({ kind: 'read', target, file, index })
  return target
}

/** Writes a register by code. */
export function writeRegister<T extends RegisterType>(
  file: RegisterFile<T>,
  index: Value<'i32'>,
  value: Operand<T>,
): void {
  const lifted = lift(file.type, value)
  if (file.pc === undefined) return emit({ kind: 'write', file, index, value: lifted })
  when(
    eq(index, file.pc.index),
    () => jump(lifted),
    () => emit({ kind: 'write', file, index, value: lifted }),
  )
}

/** The formula of one flag: its bit, its meaning, and when it is set. */
export interface FlagDefinition<Inputs> {
  readonly bit: number
  readonly summary: string
  readonly when: (inputs: Inputs) => Value<'bool'>
}

type InputValues<Inputs extends Record<string, 'i32' | 'bool'>> = { [K in keyof Inputs]: Value<Inputs[K]> }

/** A register that is set from inputs, as instructions use it. */
export interface FlagsRegister<Inputs extends Record<string, 'i32' | 'bool'>> extends Flags {
  /** Replaces the whole register by what the formulas say of these inputs. */
  setFrom(inputs: InputValues<Inputs>): void
  get(): Value<'i32'>
}

/**
 * Makes a register a flags register: setting it from `inputs` computes every flag by its formula and clears the other
 * bits.
 */
export function flagsRegister<Inputs extends Record<string, 'i32' | 'bool'>>(
  register: Register<'i32'>,
  inputs: Inputs,
  definitions: Readonly<Record<string, FlagDefinition<InputValues<Inputs>>>>,
): FlagsRegister<Inputs> {
  const word = (values: InputValues<Inputs>): Value<'i32'> =>
    Object.values(definitions)
      .map((definition) => shl(bit(definition.when(values)), definition.bit))
      .reduce((word, term) => or(word, term), i32(0))
  const bits = Object.entries(definitions).map(([name, { bit, summary }]) => ({ name, bit, summary }))
  return setFromInputs(register, inputs, word, bits)
}

/** Makes a register the outcome of an operation, as a number: setting it from `inputs` gives it the value of a formula. */
export function outcomeRegister<Inputs extends Record<string, 'i32' | 'bool'>>(
  register: Register<'i32'>,
  inputs: Inputs,
  outcome: (inputs: InputValues<Inputs>) => Value<'i32'>,
): FlagsRegister<Inputs> {
  return setFromInputs(register, inputs, outcome, [])
}

function setFromInputs<Inputs extends Record<string, 'i32' | 'bool'>>(
  register: Register<'i32'>,
  inputs: Inputs,
  word: (inputs: InputValues<Inputs>) => Value<'i32'>,
  bits: readonly FlagBit[],
): FlagsRegister<Inputs> {
  const names = Object.keys(inputs)
  const parameters = names.map((name) => new TemporaryValue<'i32' | 'bool'>(inputs[name], name))
  const values = Object.fromEntries(parameters.map((value, i) => [names[i], value])) as InputValues<Inputs>
  const result: FlagsRegister<Inputs> = {
    file: register.file,
    index: register.index,
    bits,
    parameters,
    word: word(values),
    setFrom: (given) => emit({ kind: 'setFlags', flags: result, inputs: names.map((name) => given[name]) }),
    get: () => register.get(),
  }
  return result
}
