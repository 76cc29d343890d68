// LRVM's operand kinds and its instruction format (spec/lrvm.md sections 2, 4 and 17.5).

import {
  either,
  eq,
  type Format,
  type FormEncoding,
  geU,
  instructionsIn,
  type NumberText,
  namedText,
  numberOperand,
  type OperandKind,
  readRegister,
  registerOperand,
  slice,
  type Value,
  when,
  writeRegister,
} from '../../core/index.js'
import { EXCEPTION, raiseCode } from './exceptions.js'
import { AF, FLAG_NAMES, inUserland, READ_ONLY, registers, SSP } from './registers.js'

const COUNT = registers.names.length

function readChecked(code: Value<'i32'>): Value<'i32'> {
  when(geU(code, SSP), () => {
    when(inUserland(), () => raiseCode(EXCEPTION.REGISTER_NOT_READABLE, code))
    when(geU(code, COUNT), () => raiseCode(EXCEPTION.UNKNOWN_REGISTER, code))
  })
  return readRegister(registers, code)
}

function writeChecked(code: Value<'i32'>, value: Value<'i32'>): void {
  when(geU(code, AF), () => {
    when(inUserland(), () => raiseCode(EXCEPTION.REGISTER_NOT_WRITABLE, code))
    for (const readOnly of READ_ONLY) {
      when(eq(code, readOnly), () => raiseCode(EXCEPTION.REGISTER_NOT_WRITABLE, code))
    }
    when(geU(code, COUNT), () => raiseCode(EXCEPTION.UNKNOWN_REGISTER, code))
  })
  writeRegister(registers, code, value)
}

/** Class R: always a register, whatever the kind bit says. */
export const reg = registerOperand(registers, { read: readChecked, write: writeChecked })

/** A register or something else; the kind bit tells. */
export const regOr = (number: OperandKind<'i32', false>): OperandKind<'i32', false> =>
  either(`${reg.name} or ${number.name}`, reg, number)

export const u8 = numberOperand('u8', { bits: 8 })
export const u16 = numberOperand('u16', { bits: 16 })
/** A byte that may be written negative; the machine still adds it unsigned (decision 18-18). */
export const i8 = numberOperand('i8', { bits: 8, low: -128, high: 255 })
/** A signed distance in bytes. */
export const i16 = numberOperand('i16', { bits: 16, signed: true, low: -32768, high: 65535 })

const named = (
  name: string,
  names: Readonly<Record<string, number>>,
  unknown: { readonly warning: string; readonly digits: number },
): OperandKind<'i32', false> => numberOperand(name, { bits: 8, names, show: namedText(names, unknown) })

/** The flag of IF and IFN. */
export const flag = named('flag', FLAG_NAMES, { warning: 'Warning: unknown flag', digits: 1 })
/** The flags of IF2. */
export const leftFlag = named('flag', FLAG_NAMES, { warning: 'invalid left flag', digits: 2 })
export const rightFlag = named('flag', FLAG_NAMES, { warning: 'invalid right flag', digits: 2 })

/** Conditions of IF2. */
export const CONDITION_NAMES = {
  CMP_OR: 1,
  CMP_AND: 2,
  CMP_XOR: 3,
  CMP_NOR: 4,
  CMP_NAND: 5,
  CMP_LEFT: 6,
  CMP_RIGHT: 7,
} as const
export const condition = named('condition', CONDITION_NAMES, { warning: 'invalid condition', digits: 2 })

/** Information codes of HWD (section 12.4). */
export const INFORMATION_NAMES: Readonly<Record<string, number>> = {
  HWD_COUNT: 0x00,
  HWD_UID_UPPER: 0x01,
  HWD_UID_LOWER: 0x02,
  HWD_NAME_LEN: 0x10,
  ...Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`HWD_NAME_W${i + 1}`, 0x11 + i])),
  HWD_SIZE: 0x20,
  HWD_CAT: 0x21,
  HWD_TYPE: 0x22,
  HWD_MODEL: 0x23,
  HWD_DATA_UPPER: 0x24,
  HWD_DATA_LOWER: 0x25,
  HWD_IS_MAPPED: 0xa0,
  HWD_MAP_START: 0xa1,
  HWD_MAP_END: 0xa2,
}
export const information = named('information', INFORMATION_NAMES, {
  warning: 'Warning: unknown hardware information',
  digits: 1,
})

/** Parts of the mode of DIV and MOD (section 8). The overflow part has no effect (decision 18-3). */
export const MODE_NAMES = {
  DIV_USG: 0x00,
  DIV_SIG: 0x10,
  DIV_ZRO_FRB: 0x00,
  DIV_ZRO_MIN: 0x04,
  DIV_ZRO_ZRO: 0x08,
  DIV_ZRO_MAX: 0x0c,
  DIV_OFW_FRB: 0x00,
  DIV_OFW_MIN: 0x01,
  DIV_OFW_ZRO: 0x02,
  DIV_OFW_MAX: 0x03,
} as const

function modeText(value: bigint): NumberText {
  const mode = Number(value)
  const parts = [0x10, 0x0c, 0x03]
    .map((mask) => mode & mask)
    .filter((part) => part !== 0)
    .map((part) => Object.entries(MODE_NAMES).find(([, code]) => code === part)?.[0])
  return { text: parts.length === 0 ? '0' : parts.join(' | ') }
}
export const divisionMode = numberOperand('mode', { bits: 8, names: MODE_NAMES, show: modeText })

const bits = (high: number, low: number) => slice(4, 'big', high, low)

/**
 * The one instruction format: opcode in bits 31…27, kind bits 26…24 (1 = register), then one byte per parameter. A
 * 16-bit literal takes two parameters, of which a register uses the first.
 */
const format: Format<number> = (opcode, operands) => {
  let high = 23
  const emit: { slice: ReturnType<typeof bits>; value: number }[] = []
  const places = operands.map(({ kind }, index) => {
    const kindBit = bits(26 - index, 26 - index)
    const width = Math.max(8, ...kind.forms.map((form) => (form.kind === 'number' ? form.bits : 8)))
    const top = high
    high -= width
    if (kind === reg) emit.push({ slice: kindBit, value: 1 })
    return kind.forms.map((form): FormEncoding => {
      const isRegister = form.kind === 'register'
      const low = isRegister ? top - 7 : top - form.bits + 1
      const place = { slices: [bits(top, low)] }
      return kind === reg ? place : { ...place, select: { slice: kindBit, value: isRegister ? 1 : 0 } }
    })
  })
  return { length: 4, match: [{ slice: bits(31, 27), value: opcode }], emit, operands: places }
}

/** Defines an LRVM instruction by opcode. */
export const define = instructionsIn(format)
