// Operand kinds: what an operand may be (a register, a number, one of several), and how instructions use it.

import { constant, eq } from '../ir/build.js'
import { choose } from '../ir/record.js'
import { HoleValue, type Value } from '../ir/value.js'
import { type FormEncoding, formBits } from './encoding.js'
import { type RegisterFile, type RegisterType, readRegister, writeRegister } from './register.js'

/** How the text of a number is chosen; a warning is shown as a comment behind the instruction. */
export interface NumberText {
  readonly text: string
  readonly warning?: string
}

/** An operand that is a number written into the instruction. */
export interface NumberForm {
  readonly kind: 'number'
  /** Name used in manuals and messages: `u8`, `flag`, `address`. */
  readonly name: string
  readonly type: 'i32' | 'i64'
  readonly bits: number
  /** Whether decoding sign-extends. */
  readonly signed: boolean
  /** Smallest and largest number the assembler accepts; negative ones are stored in two's complement. */
  readonly low: bigint
  readonly high: bigint
  /** Words that stand for numbers in this operand's position only. */
  readonly names: Readonly<Record<string, number>>
  /** Text of a number in the disassembly; absent means the dialect's plain notation. */
  readonly show: ((value: bigint) => NumberText) | undefined
}

/** An operand that is a register's code. */
export interface RegisterForm {
  readonly kind: 'register'
  readonly name: string
  readonly file: RegisterFile
  /** Reads and writes with the machine's own checks. */
  readonly read: (code: Value<'i32'>) => Value
  readonly write: (code: Value<'i32'>, value: Value) => void
}

export type Form = NumberForm | RegisterForm

/** What an operand may be. `T` is the type of its value, `W` whether it can be assigned. */
export interface OperandKind<T extends RegisterType = RegisterType, W extends boolean = boolean> {
  readonly name: string
  readonly forms: readonly Form[]
  readonly type: T
  readonly writable: W
}

/** An operand as semantics see it. */
export interface ReadableOperand<T extends RegisterType> {
  /** Its value: the number itself, or the register read with the machine's checks. An effect: order matters. */
  get(): Value<T>
  /** The number in the instruction: a register's code, or the literal. */
  readonly number: Value<'i32' | 'i64'>
  /** Whether it is a register. Known as soon as the instruction is decoded. */
  readonly isRegister: Value<'bool'>
}
export interface WritableOperand<T extends RegisterType> extends ReadableOperand<T> {
  /** Assigns the register with the machine's checks. */
  set(value: Value<T>): void
}
export type OperandOf<K> =
  K extends OperandKind<infer T, infer W> ? (W extends true ? WritableOperand<T> : ReadableOperand<T>) : never

/** Declares an operand that is a register of `file`; `access` adds the machine's checks. */
export function registerOperand<T extends RegisterType>(
  file: RegisterFile<T>,
  access: {
    readonly read?: (code: Value<'i32'>) => Value<T>
    readonly write?: (code: Value<'i32'>, value: Value<T>) => void
  } = {},
): OperandKind<T, true> {
  const form: RegisterForm = {
    kind: 'register',
    name: 'register',
    file,
    read: access.read ?? ((code) => readRegister(file, code)),
    write: (access.write ??
      ((code, value) => writeRegister(file, code, value as never))) as RegisterForm['write'],
  }
  return { name: 'register', forms: [form], type: file.type, writable: true }
}

/** Options of a number operand. */
export interface NumberOptions<T extends 'i32' | 'i64'> {
  readonly bits: number
  readonly type?: T
  readonly signed?: boolean
  readonly low?: number | bigint
  readonly high?: number | bigint
  readonly names?: Readonly<Record<string, number>>
  readonly show?: (value: bigint) => NumberText
}

/** Declares an operand that is a number in the instruction. The accepted range defaults to what the bits can hold. */
export function numberOperand<T extends 'i32' | 'i64' = 'i32'>(
  name: string,
  options: NumberOptions<T>,
): OperandKind<T, false> {
  const { bits, signed = false, names = {} } = options
  const type = options.type ?? ('i32' as T)
  if (bits < 1 || bits > (type === 'i32' ? 32 : 64))
    throw new Error(`operand ${name}: ${bits} bits do not fit ${type}`)
  const low = BigInt(options.low ?? (signed ? -(2n ** BigInt(bits - 1)) : 0n))
  const high = BigInt(options.high ?? (signed ? 2n ** BigInt(bits - 1) - 1n : 2n ** BigInt(bits) - 1n))
  const form: NumberForm = { kind: 'number', name, type, bits, signed, low, high, names, show: options.show }
  return { name, forms: [form], type, writable: false }
}

/** An operand that may be any of several kinds, tried in this order. */
export function either<T extends RegisterType>(
  name: string,
  ...kinds: readonly OperandKind<T>[]
): OperandKind<T, false> {
  const forms = kinds.flatMap((kind) => kind.forms)
  const [{ type }] = kinds
  if (kinds.some((kind) => kind.type !== type)) throw new Error(`operand kind ${name} mixes value types`)
  return { name, forms, type, writable: false }
}

/** A text function for numbers that have names: the name, or hexadecimal with a warning. */
export function namedText(
  names: Readonly<Record<string, number>>,
  unknown: { readonly warning: string; readonly digits: number },
): (value: bigint) => NumberText {
  const byValue = new Map(Object.entries(names).map(([text, value]) => [BigInt(value), text]))
  return (value) => {
    const text = byValue.get(value)
    if (text !== undefined) return { text }
    const digits = value.toString(16).toUpperCase().padStart(unknown.digits, '0')
    return { text: `0x${digits}`, warning: unknown.warning }
  }
}

/** Smallest and largest number that decoding can give a form at its place: the bounds of its hole. */
export function holeBounds(
  form: Form,
  { shift = 0, bias = 0n, ...place }: FormEncoding,
): { readonly low: bigint; readonly high: bigint } {
  const span = 2n ** BigInt(formBits(place))
  const [low, high] = form.kind === 'number' && form.signed ? [-span / 2n, span / 2n - 1n] : [0n, span - 1n]
  return { low: (low << BigInt(shift)) + bias, high: (high << BigInt(shift)) + bias }
}

/** The type of the number that stands in the instruction; a register's code is an i32 whatever the register holds. */
export function numberTypeOf(kind: OperandKind): 'i32' | 'i64' {
  return kind.forms.some((form) => form.kind === 'number' && form.type === 'i64') ? 'i64' : 'i32'
}

/** Makes the symbolic operand number `index` of an instruction, on which its semantics are recorded. */
export function symbolicOperand(
  kind: OperandKind,
  index: number,
  places: readonly FormEncoding[],
): WritableOperand<RegisterType> {
  const formHole = new HoleValue('i32', index, 'form', 0n, BigInt(kind.forms.length - 1))
  const holes = kind.forms.map((form, position) => {
    const { low, high } = holeBounds(form, places[position])
    return new HoleValue(form.kind === 'register' ? 'i32' : form.type, index, 'number', low, high)
  })
  const valueAt = (position: number): Value => {
    const form = kind.forms[position]
    return form.kind === 'register' ? form.read(holes[position] as Value<'i32'>) : holes[position]
  }
  const chain = (position: number): Value =>
    position === kind.forms.length - 1
      ? valueAt(position)
      : choose(
          eq(formHole, position),
          () => valueAt(position),
          () => chain(position + 1),
        )
  const registerIndex = kind.forms.findIndex((form) => form.kind === 'register')
  return {
    get: () => chain(0) as Value<RegisterType>,
    number: numberTypeOf(kind) === 'i64' ? (holes[holes.length - 1] as Value<'i64'>) : holes[0],
    isRegister: registerIndex < 0 ? constant('bool', false) : eq(formHole, registerIndex),
    set: (value) => {
      const form = kind.forms[registerIndex]
      if (form?.kind !== 'register' || !kind.writable)
        throw new Error(`operand kind ${kind.name} cannot be assigned`)
      form.write(holes[registerIndex] as Value<'i32'>, value)
    },
  }
}
