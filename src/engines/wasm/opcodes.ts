// The WebAssembly instructions that engines emit, and how each IR operator is written with them. A pure table.

import type { OperatorName } from '../../core/index.js'

/** Value types of the binary format. */
export const TYPE = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c } as const
export type WasmType = keyof typeof TYPE
/** Types in which values of the IR are kept; f32 exists inside of operators only. */
export type HeldType = Exclude<WasmType, 'f32'>

/** Instructions by their names in the WebAssembly specification. */
export const OP = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  br_table: 0x0e,
  return: 0x0f,
  call: 0x10,
  call_indirect: 0x11,
  drop: 0x1a,
  select: 0x1b,
  local_get: 0x20,
  local_set: 0x21,
  local_tee: 0x22,
  global_get: 0x23,
  global_set: 0x24,
  i32_load: 0x28,
  i64_load: 0x29,
  f64_load: 0x2b,
  i32_load8_s: 0x2c,
  i32_load8_u: 0x2d,
  i32_load16_s: 0x2e,
  i32_load16_u: 0x2f,
  i64_load8_s: 0x30,
  i64_load8_u: 0x31,
  i64_load16_s: 0x32,
  i64_load16_u: 0x33,
  i64_load32_s: 0x34,
  i64_load32_u: 0x35,
  i32_store: 0x36,
  i64_store: 0x37,
  f64_store: 0x39,
  i32_store8: 0x3a,
  i32_store16: 0x3b,
  i64_store8: 0x3c,
  i64_store16: 0x3d,
  i64_store32: 0x3e,
  i32_const: 0x41,
  i64_const: 0x42,
  f32_const: 0x43,
  f64_const: 0x44,
  i32_eqz: 0x45,
  i32_eq: 0x46,
  i32_ne: 0x47,
  i32_lt_s: 0x48,
  i32_lt_u: 0x49,
  i32_gt_u: 0x4b,
  i32_le_s: 0x4c,
  i32_le_u: 0x4d,
  i32_ge_u: 0x4f,
  i64_eqz: 0x50,
  i64_eq: 0x51,
  i64_ne: 0x52,
  i64_lt_s: 0x53,
  i64_lt_u: 0x54,
  i64_le_s: 0x57,
  i64_le_u: 0x58,
  i64_ge_u: 0x5a,
  f32_eq: 0x5b,
  f32_ne: 0x5c,
  f32_lt: 0x5d,
  f64_eq: 0x61,
  f64_ne: 0x62,
  f64_lt: 0x63,
  f64_le: 0x65,
  i32_clz: 0x67,
  i32_ctz: 0x68,
  i32_popcnt: 0x69,
  i32_add: 0x6a,
  i32_sub: 0x6b,
  i32_mul: 0x6c,
  i32_div_s: 0x6d,
  i32_div_u: 0x6e,
  i32_rem_s: 0x6f,
  i32_rem_u: 0x70,
  i32_and: 0x71,
  i32_or: 0x72,
  i32_xor: 0x73,
  i32_shl: 0x74,
  i32_shr_s: 0x75,
  i32_shr_u: 0x76,
  i32_rotl: 0x77,
  i32_rotr: 0x78,
  i64_clz: 0x79,
  i64_ctz: 0x7a,
  i64_popcnt: 0x7b,
  i64_add: 0x7c,
  i64_sub: 0x7d,
  i64_mul: 0x7e,
  i64_div_s: 0x7f,
  i64_div_u: 0x80,
  i64_rem_s: 0x81,
  i64_rem_u: 0x82,
  i64_and: 0x83,
  i64_or: 0x84,
  i64_xor: 0x85,
  i64_shl: 0x86,
  i64_shr_s: 0x87,
  i64_shr_u: 0x88,
  i64_rotl: 0x89,
  i64_rotr: 0x8a,
  f32_sqrt: 0x91,
  f32_add: 0x92,
  f32_sub: 0x93,
  f32_mul: 0x94,
  f32_div: 0x95,
  f64_abs: 0x99,
  f64_neg: 0x9a,
  f64_ceil: 0x9b,
  f64_floor: 0x9c,
  f64_trunc: 0x9d,
  f64_nearest: 0x9e,
  f64_sqrt: 0x9f,
  f64_add: 0xa0,
  f64_sub: 0xa1,
  f64_mul: 0xa2,
  f64_div: 0xa3,
  i32_wrap_i64: 0xa7,
  i64_extend_i32_s: 0xac,
  i64_extend_i32_u: 0xad,
  f32_convert_i32_s: 0xb2,
  f32_demote_f64: 0xb6,
  f64_convert_i32_s: 0xb7,
  f64_convert_i64_s: 0xb9,
  f64_promote_f32: 0xbb,
  i32_reinterpret_f32: 0xbc,
  i64_reinterpret_f64: 0xbd,
  f32_reinterpret_i32: 0xbe,
  f64_reinterpret_i64: 0xbf,
  i32_extend8_s: 0xc0,
  i32_extend16_s: 0xc1,
  i64_extend8_s: 0xc2,
  i64_extend16_s: 0xc3,
  i64_extend32_s: 0xc4,
} as const

/** Divisions are more than one instruction; `values.ts` writes them. */
export type DivisionOperator =
  | 'i32.divS'
  | 'i32.divU'
  | 'i32.remS'
  | 'i32.remU'
  | 'i64.divS'
  | 'i64.divU'
  | 'i64.remS'
  | 'i64.remU'

/** Operators on two binary32 patterns, or on one, which `values.ts` turns into floats. */
export type Binary32Operator =
  | 'i32.addF32'
  | 'i32.subF32'
  | 'i32.mulF32'
  | 'i32.divF32'
  | 'i32.sqrtF32'
  | 'i32.eqF32'
  | 'i32.ltF32'

/** The pattern of a float, which is the same for every NaN; `values.ts` sees to that. */
export type PatternOperator = 'i64.bitsOf' | 'i32.bits32Of'

/** Operators that are not written as instructions behind their operands. */
export type CompoundOperator = DivisionOperator | Binary32Operator | PatternOperator

/** Saturating truncations are numbered behind a prefix byte. */
export const PREFIX = 0xfc
export const TRUNCATE = { i32_f32_s: 0x00, i32_f64_s: 0x02, i64_f64_s: 0x06, i64_f64_u: 0x07 } as const

/** The bytes that compute each other operator from operands on the stack. */
export const OPERATOR_BYTES: Readonly<Record<Exclude<OperatorName, CompoundOperator>, readonly number[]>> = {
  'i32.add': [OP.i32_add],
  'i32.sub': [OP.i32_sub],
  'i32.mul': [OP.i32_mul],
  'i32.and': [OP.i32_and],
  'i32.or': [OP.i32_or],
  'i32.xor': [OP.i32_xor],
  'i32.shl': [OP.i32_shl],
  'i32.shrS': [OP.i32_shr_s],
  'i32.shrU': [OP.i32_shr_u],
  'i32.rotl': [OP.i32_rotl],
  'i32.rotr': [OP.i32_rotr],
  'i32.eq': [OP.i32_eq],
  'i32.ne': [OP.i32_ne],
  'i32.ltS': [OP.i32_lt_s],
  'i32.ltU': [OP.i32_lt_u],
  'i32.leS': [OP.i32_le_s],
  'i32.leU': [OP.i32_le_u],
  'i32.clz': [OP.i32_clz],
  'i32.ctz': [OP.i32_ctz],
  'i32.popcnt': [OP.i32_popcnt],
  'i32.extend8': [OP.i32_extend8_s],
  'i32.extend16': [OP.i32_extend16_s],
  'i32.toF32': [OP.f32_convert_i32_s, OP.i32_reinterpret_f32],
  'i32.ofF32': [OP.f32_reinterpret_i32, PREFIX, TRUNCATE.i32_f32_s],
  'i64.add': [OP.i64_add],
  'i64.sub': [OP.i64_sub],
  'i64.mul': [OP.i64_mul],
  'i64.and': [OP.i64_and],
  'i64.or': [OP.i64_or],
  'i64.xor': [OP.i64_xor],
  'i64.shl': [OP.i64_shl],
  'i64.shrS': [OP.i64_shr_s],
  'i64.shrU': [OP.i64_shr_u],
  'i64.rotl': [OP.i64_rotl],
  'i64.rotr': [OP.i64_rotr],
  'i64.eq': [OP.i64_eq],
  'i64.ne': [OP.i64_ne],
  'i64.ltS': [OP.i64_lt_s],
  'i64.ltU': [OP.i64_lt_u],
  'i64.leS': [OP.i64_le_s],
  'i64.leU': [OP.i64_le_u],
  'i64.clz': [OP.i64_clz],
  'i64.ctz': [OP.i64_ctz],
  'i64.popcnt': [OP.i64_popcnt],
  'f64.add': [OP.f64_add],
  'f64.sub': [OP.f64_sub],
  'f64.mul': [OP.f64_mul],
  'f64.div': [OP.f64_div],
  'f64.eq': [OP.f64_eq],
  'f64.ne': [OP.f64_ne],
  'f64.lt': [OP.f64_lt],
  'f64.le': [OP.f64_le],
  'f64.neg': [OP.f64_neg],
  'f64.abs': [OP.f64_abs],
  'f64.sqrt': [OP.f64_sqrt],
  'f64.floor': [OP.f64_floor],
  'f64.ceil': [OP.f64_ceil],
  'f64.trunc': [OP.f64_trunc],
  'f64.nearest': [OP.f64_nearest],
  'bool.and': [OP.i32_and],
  'bool.or': [OP.i32_or],
  'bool.xor': [OP.i32_xor],
  'bool.not': [OP.i32_eqz],
  'i32.fromBool': [],
  'i32.wrap': [OP.i32_wrap_i64],
  'i64.extendS': [OP.i64_extend_i32_s],
  'i64.extendU': [OP.i64_extend_i32_u],
  'i32.truncS': [PREFIX, TRUNCATE.i32_f64_s],
  'i64.truncS': [PREFIX, TRUNCATE.i64_f64_s],
  'i64.truncU': [PREFIX, TRUNCATE.i64_f64_u],
  'f64.fromI32': [OP.f64_convert_i32_s],
  'f64.fromI64': [OP.f64_convert_i64_s],
  'f64.ofBits': [OP.f64_reinterpret_i64],
  'f64.ofBits32': [OP.f32_reinterpret_i32, OP.f64_promote_f32],
}

/** The instruction on floats behind each operator on patterns. */
export const BINARY32: Readonly<Record<Binary32Operator, number>> = {
  'i32.addF32': OP.f32_add,
  'i32.subF32': OP.f32_sub,
  'i32.mulF32': OP.f32_mul,
  'i32.divF32': OP.f32_div,
  'i32.sqrtF32': OP.f32_sqrt,
  'i32.eqF32': OP.f32_eq,
  'i32.ltF32': OP.f32_lt,
}

/** The trapping division behind each total one. */
export const DIVISION: Readonly<Record<DivisionOperator, number>> = {
  'i32.divS': OP.i32_div_s,
  'i32.divU': OP.i32_div_u,
  'i32.remS': OP.i32_rem_s,
  'i32.remU': OP.i32_rem_u,
  'i64.divS': OP.i64_div_s,
  'i64.divU': OP.i64_div_u,
  'i64.remS': OP.i64_rem_s,
  'i64.remU': OP.i64_rem_u,
}
