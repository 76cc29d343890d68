// LRVM's registers and flags (spec/lrvm.md sections 2 and 3).

import {
  and,
  eq,
  flagsRegister,
  leU,
  ne,
  not,
  register,
  registerFile,
  registerNamed,
  signBit,
  type Value,
} from '../../core/index.js'

const numbered = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}`)

/** Code of `pc`, the register that is the program counter. */
export const PC = 0x16
/** Code of `af`, the first register that userland cannot write. */
export const AF = 0x17
/** Code of `ssp`, the first register that userland cannot read. */
export const SSP = 0x18

const NAMES = [
  ...numbered('a', 8),
  ...numbered('c', 2),
  ...numbered('ac', 3),
  ...numbered('rr', 8),
  ...['avr', 'pc', 'af', 'ssp', 'usp', 'et', 'era', 'ev', 'mtt', 'pda', 'smt'],
]

/** The 32 registers, by code. */
export const registers = registerFile('registers', 'i32', NAMES, {
  pc: { index: PC, reads: 'pc' },
  summary: 'Registers addressable by instructions',
})

const named = (name: string) => registerNamed(registers, name)
export const avr = named('avr')
export const af = named('af')
export const ssp = named('ssp')
export const usp = named('usp')
export const et = named('et')
export const era = named('era')
export const ev = named('ev')
export const mtt = named('mtt')
export const pda = named('pda')
export const smt = named('smt')

/** What a host call hands back besides its status. */
export const latch = register('latch', 'i32', {
  hidden: true,
  summary: 'Result of the last bus or hardware query',
})
/** Value of the instruction counter at the last reset of the CPU. */
export const cycleBase = register('cycleBase', 'i64', {
  hidden: true,
  summary: 'Instruction count at the CPU reset',
})

/** The flags, computed from a result and the two conditions that differ between operations. */
export const flags = flagsRegister(
  af,
  { result: 'i32', carry: 'bool', overflow: 'bool' },
  {
    ZF: { bit: 7, summary: 'the result is 0', when: ({ result }) => eq(result, 0) },
    CF: { bit: 6, summary: 'carry or borrow', when: ({ carry }) => carry },
    OF: { bit: 5, summary: 'signed overflow', when: ({ overflow }) => overflow },
    SF: { bit: 4, summary: 'bit 31 of the result is 1', when: ({ result }) => signBit(result) },
    EF: { bit: 3, summary: 'the result is even', when: ({ result }) => eq(and(result, 1), 0) },
    ZUF: { bit: 2, summary: 'the result is at most 0xFFFF', when: ({ result }) => leU(result, 0xffff) },
    // The documentation says "low 16 bits are zero"; the machine tests one bit (decision 18-1).
    ZLF: { bit: 1, summary: 'bit 16 of the result is 1', when: ({ result }) => ne(and(result, 0x10000), 0) },
  },
)

/** Whether the machine is in supervisor mode at this point. */
export const inSupervisorMode = (): Value<'bool'> => ne(smt.get(), 0)
/** Whether the machine is in userland at this point. */
export const inUserland = (): Value<'bool'> => not(inSupervisorMode())
/** Whether the MMU is on at this point. */
export const isTranslating = (): Value<'bool'> => ne(mtt.get(), 0)

/** Number of flag `n` in `af`: bit 7 − n. */
export const FLAG_NAMES = { ZF: 0, CF: 1, OF: 2, SF: 3, EF: 4, ZUF: 5, ZLF: 6 } as const

/** The exception registers are written by the machine only. */
export const READ_ONLY: readonly number[] = [af.index, et.index, era.index]
