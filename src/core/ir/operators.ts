// The table of IR operators: argument types, result type, how each prints and what it computes. A pure table.

/** The types a recorded value can have. `bool` is a separate type so that conditions cannot be mixed with numbers. */
export type ValueType = 'i32' | 'i64' | 'f64' | 'bool'

/**
 * A constant in its normal form: `i32` a number in −2^31 … 2^31−1, `i64` a bigint in −2^63 … 2^63−1,
 * `f64` any number, `bool` 0 or 1.
 */
export type Constant = number | bigint

/** One operator. All operators are total: every argument, zero divisors included, has a defined result. */
export interface Operator {
  readonly arguments: readonly ValueType[]
  readonly result: ValueType
  /** An infix or prefix symbol (`+`), or a function name (`rotl`) when `precedence` is absent. */
  readonly text: string
  /** Binding strength of an infix symbol, higher binds tighter. */
  readonly precedence?: number
  readonly commutes?: boolean
  readonly evaluate: (...values: never[]) => Constant
}

type I32 = (a: number, b: number) => number
type I64 = (a: bigint, b: bigint) => bigint

const wrap64 = (value: bigint): bigint => BigInt.asIntN(64, value)
const unsigned64 = (value: bigint): bigint => BigInt.asUintN(64, value)
const flag = (condition: boolean): number => (condition ? 1 : 0)

const scratch = new DataView(new ArrayBuffer(8))

const i32 = (text: string, precedence: number | undefined, evaluate: I32, commutes = false): Operator => ({
  arguments: ['i32', 'i32'],
  result: 'i32',
  text,
  ...(precedence === undefined ? {} : { precedence }),
  commutes,
  evaluate,
})
const i64 = (text: string, precedence: number | undefined, evaluate: I64, commutes = false): Operator => ({
  arguments: ['i64', 'i64'],
  result: 'i64',
  text,
  ...(precedence === undefined ? {} : { precedence }),
  commutes,
  evaluate,
})
const compare = <T>(
  type: ValueType,
  text: string,
  evaluate: (a: T, b: T) => boolean,
  commutes = false,
): Operator => ({
  arguments: [type, type],
  result: 'bool',
  text,
  precedence: 4,
  commutes,
  evaluate: (a: T, b: T) => flag(evaluate(a, b)),
})
const unary = <A, R extends Constant>(
  from: ValueType,
  to: ValueType,
  text: string,
  evaluate: (a: A) => R,
): Operator => ({ arguments: [from], result: to, text, evaluate })
const f64 = (text: string, precedence: number | undefined, evaluate: I32, commutes = false): Operator => ({
  arguments: ['f64', 'f64'],
  result: 'f64',
  text,
  ...(precedence === undefined ? {} : { precedence }),
  commutes,
  evaluate,
})
/** Arithmetic on binary32 patterns. One operation of binary64, rounded once more, is the operation of binary32. */
const f32 = (text: string, precedence: number, evaluate: I32, commutes = false): Operator =>
  i32(text, precedence, (a, b) => patternOf32(evaluate(ofPattern32(a), ofPattern32(b))), commutes)
const compareF32 = (text: string, evaluate: (a: number, b: number) => boolean, commutes = false): Operator =>
  compare<number>('i32', text, (a, b) => evaluate(ofPattern32(a), ofPattern32(b)), commutes)
const logic = (text: string, precedence: number, evaluate: I32): Operator => ({
  arguments: ['bool', 'bool'],
  result: 'bool',
  text,
  precedence,
  commutes: true,
  evaluate,
})

/** The patterns of every NaN that operators produce: what the host's instructions give depends on the processor. */
export const NAN_F32 = 0x7fc00000
export const NAN_F64 = 0x7ff8000000000000n

function ofPattern32(bits: number): number {
  scratch.setInt32(0, bits)
  return scratch.getFloat32(0)
}

function patternOf32(value: number): number {
  if (Number.isNaN(value)) return NAN_F32
  scratch.setFloat32(0, value)
  return scratch.getInt32(0)
}

function divideSigned64(a: bigint, b: bigint): bigint {
  return b === 0n ? 0n : wrap64(a / b)
}

function saturate(value: number, low: bigint, high: bigint): bigint {
  if (Number.isNaN(value)) return 0n
  const whole = Math.trunc(value)
  if (whole <= Number(low)) return low
  if (whole >= Number(high)) return high
  return BigInt(whole)
}

const saturate32 = (value: number): number => Number(saturate(value, -(2n ** 31n), 2n ** 31n - 1n))

function roundToEven(value: number): number {
  const below = Math.floor(value)
  const distance = value - below
  if (distance < 0.5 || value === below) return distance === 0 ? value : below
  if (distance > 0.5) return Math.ceil(value)
  return below % 2 === 0 ? below : below + 1
}

/** Keeps the sign of zero, which the arithmetic above loses. */
const nearest = (value: number): number => {
  const rounded = Number.isFinite(value) ? roundToEven(value) : value
  return rounded === 0 && (value < 0 || Object.is(value, -0)) ? -0 : rounded
}

/** Every operator of the IR. A division by zero gives 0, a remainder by zero gives 0, −2^n ÷ −1 wraps. */
export const OPERATORS = {
  'i32.add': i32('+', 8, (a, b) => (a + b) | 0, true),
  'i32.sub': i32('-', 8, (a, b) => (a - b) | 0),
  'i32.mul': i32('*', 9, Math.imul, true),
  'i32.divS': i32('/s', 9, (a, b) => (b === 0 ? 0 : (a / b) | 0)),
  'i32.divU': i32('/', 9, (a, b) => (b === 0 ? 0 : ((a >>> 0) / (b >>> 0)) | 0)),
  'i32.remS': i32('%s', 9, (a, b) => (b === 0 ? 0 : (a % b) | 0)),
  'i32.remU': i32('%', 9, (a, b) => (b === 0 ? 0 : ((a >>> 0) % (b >>> 0)) | 0)),
  'i32.and': i32('&', 6, (a, b) => a & b, true),
  'i32.or': i32('|', 5, (a, b) => a | b, true),
  'i32.xor': i32('^', 5, (a, b) => a ^ b, true),
  'i32.shl': i32('<<', 7, (a, b) => a << b),
  'i32.shrU': i32('>>', 7, (a, b) => (a >>> b) | 0),
  'i32.shrS': i32('>>s', 7, (a, b) => a >> b),
  'i32.rotl': i32('rotl', undefined, (a, b) => (a << b) | (a >>> (32 - b))),
  'i32.rotr': i32('rotr', undefined, (a, b) => (a >>> b) | (a << (32 - b))),
  'i32.eq': compare<number>('i32', '=', (a, b) => a === b, true),
  'i32.ne': compare<number>('i32', '≠', (a, b) => a !== b, true),
  'i32.ltS': compare<number>('i32', '<s', (a, b) => a < b),
  'i32.ltU': compare<number>('i32', '<', (a, b) => a >>> 0 < b >>> 0),
  'i32.leS': compare<number>('i32', '≤s', (a, b) => a <= b),
  'i32.leU': compare<number>('i32', '≤', (a, b) => a >>> 0 <= b >>> 0),
  'i32.clz': unary<number, number>('i32', 'i32', 'clz', Math.clz32),
  'i32.ctz': unary<number, number>('i32', 'i32', 'ctz', (a) => (a === 0 ? 32 : 31 - Math.clz32(a & -a))),
  'i32.popcnt': unary<number, number>('i32', 'i32', 'popcnt', (a) =>
    countOnes(BigInt.asUintN(32, BigInt(a))),
  ),
  'i32.extend8': unary<number, number>('i32', 'i32', 'sext8', (a) => (a << 24) >> 24),
  'i32.extend16': unary<number, number>('i32', 'i32', 'sext16', (a) => (a << 16) >> 16),

  /**
   * Binary32 arithmetic on bit patterns in words. 53 bits are more than twice 24 plus two, so that + − × ÷ and the square root
   * can be computed in binary64 and rounded again. Whatever is no number is the pattern 0x7FC00000.
   */
  'i32.addF32': f32('+f', 8, (a, b) => a + b, true),
  'i32.subF32': f32('-f', 8, (a, b) => a - b),
  'i32.mulF32': f32('*f', 9, (a, b) => a * b, true),
  'i32.divF32': f32('/f', 9, (a, b) => a / b),
  'i32.sqrtF32': unary<number, number>('i32', 'i32', 'sqrt32', (a) => patternOf32(Math.sqrt(ofPattern32(a)))),
  /** False when an operand is NaN. */
  'i32.eqF32': compareF32('=f', (a, b) => a === b, true),
  'i32.ltF32': compareF32('<f', (a, b) => a < b),
  /** The pattern of the nearest binary32, and back: truncates, saturates, and turns NaN into 0. */
  'i32.toF32': unary<number, number>('i32', 'i32', 'float32', patternOf32),
  'i32.ofF32': unary<number, number>('i32', 'i32', 'ofFloat32', (a) => saturate32(ofPattern32(a))),

  'i64.add': i64('+', 8, (a, b) => wrap64(a + b), true),
  'i64.sub': i64('-', 8, (a, b) => wrap64(a - b)),
  'i64.mul': i64('*', 9, (a, b) => wrap64(a * b), true),
  'i64.divS': i64('/s', 9, divideSigned64),
  'i64.divU': i64('/', 9, (a, b) => (b === 0n ? 0n : wrap64(unsigned64(a) / unsigned64(b)))),
  'i64.remS': i64('%s', 9, (a, b) => (b === 0n ? 0n : a % b)),
  'i64.remU': i64('%', 9, (a, b) => (b === 0n ? 0n : wrap64(unsigned64(a) % unsigned64(b)))),
  'i64.and': i64('&', 6, (a, b) => a & b, true),
  'i64.or': i64('|', 5, (a, b) => a | b, true),
  'i64.xor': i64('^', 5, (a, b) => a ^ b, true),
  'i64.shl': i64('<<', 7, (a, b) => wrap64(a << (b & 63n))),
  'i64.shrU': i64('>>', 7, (a, b) => wrap64(unsigned64(a) >> (b & 63n))),
  'i64.shrS': i64('>>s', 7, (a, b) => a >> (b & 63n)),
  'i64.rotl': i64('rotl', undefined, (a, b) => rotateLeft64(a, b & 63n)),
  'i64.rotr': i64('rotr', undefined, (a, b) => rotateLeft64(a, -b & 63n)),
  'i64.eq': compare<bigint>('i64', '=', (a, b) => a === b, true),
  'i64.ne': compare<bigint>('i64', '≠', (a, b) => a !== b, true),
  'i64.ltS': compare<bigint>('i64', '<s', (a, b) => a < b),
  'i64.ltU': compare<bigint>('i64', '<', (a, b) => unsigned64(a) < unsigned64(b)),
  'i64.leS': compare<bigint>('i64', '≤s', (a, b) => a <= b),
  'i64.leU': compare<bigint>('i64', '≤', (a, b) => unsigned64(a) <= unsigned64(b)),
  'i64.clz': unary<bigint, bigint>('i64', 'i64', 'clz', (a) => BigInt(64 - bitLength(unsigned64(a)))),
  'i64.ctz': unary<bigint, bigint>('i64', 'i64', 'ctz', (a) =>
    a === 0n ? 64n : BigInt(bitLength(unsigned64(a) & unsigned64(-a)) - 1),
  ),
  'i64.popcnt': unary<bigint, bigint>('i64', 'i64', 'popcnt', (a) => BigInt(countOnes(unsigned64(a)))),

  'f64.add': f64('+', 8, (a, b) => a + b, true),
  'f64.sub': f64('-', 8, (a, b) => a - b),
  'f64.mul': f64('*', 9, (a, b) => a * b, true),
  'f64.div': f64('/', 9, (a, b) => a / b),
  'f64.eq': compare<number>('f64', '=', (a, b) => a === b, true),
  'f64.ne': compare<number>('f64', '≠', (a, b) => a !== b, true),
  'f64.lt': compare<number>('f64', '<', (a, b) => a < b),
  'f64.le': compare<number>('f64', '≤', (a, b) => a <= b),
  'f64.neg': unary<number, number>('f64', 'f64', 'neg', (a) => -a),
  'f64.abs': unary<number, number>('f64', 'f64', 'abs', Math.abs),
  'f64.sqrt': unary<number, number>('f64', 'f64', 'sqrt', Math.sqrt),
  'f64.floor': unary<number, number>('f64', 'f64', 'floor', Math.floor),
  'f64.ceil': unary<number, number>('f64', 'f64', 'ceil', Math.ceil),
  'f64.trunc': unary<number, number>('f64', 'f64', 'trunc', Math.trunc),
  'f64.nearest': unary<number, number>('f64', 'f64', 'nearest', nearest),

  'bool.and': logic('and', 3, (a, b) => a & b),
  'bool.or': logic('or', 2, (a, b) => a | b),
  'bool.xor': logic('xor', 2, (a, b) => a ^ b),
  'bool.not': unary<number, number>('bool', 'bool', 'not', (a) => a ^ 1),

  /** true → 1, false → 0. */
  'i32.fromBool': unary<number, number>('bool', 'i32', 'bit', (a) => a),
  'i32.wrap': unary<bigint, number>('i64', 'i32', 'low32', (a) => Number(BigInt.asIntN(32, a))),
  'i64.extendS': unary<number, bigint>('i32', 'i64', 'sext64', (a) => BigInt(a)),
  'i64.extendU': unary<number, bigint>('i32', 'i64', 'zext64', (a) => BigInt(a >>> 0)),
  /** Float to integer truncates, saturates, and turns NaN into 0. */
  'i32.truncS': unary<number, number>('f64', 'i32', 'toI32', saturate32),
  'i64.truncS': unary<number, bigint>('f64', 'i64', 'toI64', (a) =>
    saturate(a, -(2n ** 63n), 2n ** 63n - 1n),
  ),
  'i64.truncU': unary<number, bigint>('f64', 'i64', 'toU64', (a) => wrap64(saturate(a, 0n, 2n ** 64n - 1n))),
  'f64.fromI32': unary<number, number>('i32', 'f64', 'float', (a) => a),
  'f64.fromI64': unary<bigint, number>('i64', 'f64', 'float', (a) => Number(a)),
  /** The 64-bit pattern of a float and back; of any NaN the same. */
  'i64.bitsOf': unary<number, bigint>('f64', 'i64', 'bits', (a) => {
    if (Number.isNaN(a)) return NAN_F64
    scratch.setFloat64(0, a)
    return scratch.getBigInt64(0)
  }),
  'f64.ofBits': unary<bigint, number>('i64', 'f64', 'floatOfBits', (a) => {
    scratch.setBigInt64(0, a)
    return scratch.getFloat64(0)
  }),
  /** A binary32 bit pattern widened exactly, and the pattern of the nearest binary32; of any NaN the same. */
  'f64.ofBits32': unary<number, number>('i32', 'f64', 'floatOfBits32', ofPattern32),
  'i32.bits32Of': unary<number, number>('f64', 'i32', 'bits32', patternOf32),
} as const satisfies Record<string, Operator>

/** The name of an operator, `type.operation`. */
export type OperatorName = keyof typeof OPERATORS

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length
}

function countOnes(value: bigint): number {
  return value.toString(2).replaceAll('0', '').length
}

function rotateLeft64(value: bigint, count: bigint): bigint {
  const bits = unsigned64(value)
  return wrap64((bits << count) | (bits >> (64n - count)))
}

/** The value `constant` has as type `type`, in normal form. Used where descriptions write plain numbers. */
export function normalise(type: ValueType, constant: Constant | boolean): Constant {
  if (type === 'bool') return flag(Boolean(constant))
  if (type === 'i64') return wrap64(BigInt(constant))
  if (type === 'i32') return normalise32(constant)
  return Number(constant)
}

function normalise32(constant: Constant | boolean): number {
  const word = typeof constant === 'number' ? constant | 0 : undefined
  return word === constant ? word : Number(BigInt.asIntN(32, BigInt(constant)))
}
