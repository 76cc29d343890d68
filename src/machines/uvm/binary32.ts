// Arithmetic on binary32 bit patterns in words (spec/uvm.md 3.2).

import {
  add,
  and,
  bits32Of,
  eq,
  floatFromI64,
  floatOfBits,
  i32,
  i64,
  ltU,
  mul,
  NAN_F32,
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

const INFINITY = 0x7f800000
const SIGN = -0x80000000
const MAGNITUDE = 0x7fffffff
const FRACTION_BITS = 23

/** A float with its other sign, also of a NaN. */
export const negated = (bits: Bits): Bits => xor(bits, SIGN)

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
  return select(isInvalid, i32(NAN_F32), or(result, and(a, SIGN)))
}
