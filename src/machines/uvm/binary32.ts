// Arithmetic on binary32 bit patterns in words (spec/uvm.md 3.2).
//
// One operation in binary64, rounded once more to binary32, is the operation in binary32: 53 bits are more than twice 24
// plus two, which suffices for + − × ÷ and the square root.

import {
  add,
  and,
  bits32Of,
  eq,
  floatFromI64,
  floatOfBits,
  floatOfBits32,
  i32,
  i64,
  ltU,
  mul,
  ne,
  or,
  remU,
  select,
  shl,
  shrU,
  sub,
  type Value,
  xor,
  zeroExtend64,
} from '../../core/index.js'

type Bits = Value<'i32'>

const NAN = 0x7fc00000
const INFINITY = 0x7f800000
const SIGN = -0x80000000
const MAGNITUDE = 0x7fffffff
const FRACTION_BITS = 23

/** The pattern of the nearest binary32; any NaN that arithmetic produces is the same one. */
export const rounded = (value: Value<'f64'>): Bits => select(ne(value, value), i32(NAN), bits32Of(value))

/** A float with its other sign, also of a NaN. */
export const negated = (bits: Bits): Bits => xor(bits, SIGN)

/** An operation of binary64 as one of binary32. */
export const inBinary32 =
  (operation: (a: Value<'f64'>, b: Value<'f64'>) => Value<'f64'>) =>
  (a: Bits, b: Bits): Bits =>
    rounded(operation(floatOfBits32(a), floatOfBits32(b)))

/** The whole number m and the exponent e of a finite binary32 m · 2^(e − 150), without its sign. */
function parts(magnitude: Bits): { readonly whole: Value<'i64'>; readonly exponent: Bits } {
  const stored = shrU(magnitude, FRACTION_BITS)
  const fraction = and(magnitude, 2 ** FRACTION_BITS - 1)
  const isSubnormal = eq(stored, 0)
  return {
    whole: zeroExtend64(select(isSubnormal, fraction, or(fraction, 2 ** FRACTION_BITS))),
    exponent: select(isSubnormal, i32(1), stored),
  }
}

/** Bits by which a remainder below 2^24 can be shifted to the left within 63 bits. */
const STEP = 39
/** Exponents of finite numbers differ by 253 at most. */
const STEPS = Math.ceil(253 / STEP)

/** whole · 2^shift modulo divisor; each step takes as much of the shift as fits. */
function shiftedRemainder(whole: Value<'i64'>, shift: Bits, divisor: Value<'i64'>): Value<'i64'> {
  let remainder = remU(whole, divisor)
  let left = shift
  for (let step = 0; step < STEPS; step++) {
    const taken = select(ltU(left, STEP), left, i32(STEP))
    remainder = remU(shl(remainder, zeroExtend64(taken)), divisor)
    left = sub(left, taken)
  }
  return remainder
}

/** 2^(exponent − 150) as a binary64, whose exponents have a bias of 1023. */
const scale = (exponent: Bits): Value<'f64'> =>
  floatOfBits(shl(zeroExtend64(add(exponent, 1023 - 150)), i64(52)))

/** The remainder of finite numbers with |a| ≥ |b| > 0; exact. */
function exactRemainder(a: Bits, b: Bits): Bits {
  const dividend = parts(a)
  const divisor = parts(b)
  const shift = sub(dividend.exponent, divisor.exponent)
  const whole = shiftedRemainder(dividend.whole, shift, divisor.whole)
  return bits32Of(mul(floatFromI64(whole), scale(divisor.exponent)))
}

/** C's fmod: exact, with the sign of a. */
export function remainder(a: Bits, b: Bits): Bits {
  const [dividend, divisor] = [and(a, MAGNITUDE), and(b, MAGNITUDE)]
  const isInvalid = or(or(ltU(i32(INFINITY - 1), dividend), eq(divisor, 0)), ltU(i32(INFINITY), divisor))
  const result = select(ltU(dividend, divisor), dividend, exactRemainder(dividend, divisor))
  return select(isInvalid, i32(NAN), or(result, and(a, SIGN)))
}
