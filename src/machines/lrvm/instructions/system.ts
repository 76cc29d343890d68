// Hardware information, the cycle counter, halting and resetting (spec/lrvm.md sections 7, 11 and 12.4).

import {
  and,
  counter,
  eq,
  hostCall,
  i32,
  jump,
  low32,
  name,
  ne,
  select,
  stop,
  sub,
  when,
  writeRegister,
} from '../../../core/index.js'
import { EXCEPTION, raise, raiseCode } from '../exceptions.js'
import { define, information, reg, regOr, u8 } from '../operands.js'
import { avr, cycleBase, latch, registers, smt } from '../registers.js'

/** Asks about a component; the answer is left in `latch`, the result is an exception code or 0. */
export const queryHardware = hostCall(
  'hardware.query',
  { component: 'i32', information: 'i32' },
  {
    result: 'i32',
    summary: 'Looks up information about a component; gives an exception code, or 0 and the answer',
  },
)

/** Resets the components selected by the low four bits of RESET's operand; an exception code or 0. */
export const resetComponents = hostCall(
  'hardware.reset',
  { selection: 'i32', reference: 'i32' },
  { result: 'i32', summary: 'Resets components relative to the one whose number is given' },
)

export const HWD = define(
  0x1c,
  'hwd {r}, {i}, {n}',
  { r: reg, i: regOr(u8), n: regOr(information) },
  ({ r, i, n }) => {
    const component = i.get()
    const wanted = n.get()
    const refusal = name('refusal', queryHardware({ component, information: wanted }))
    when(ne(refusal, 0), () =>
      raise({
        code: refusal,
        associated: select(eq(refusal, EXCEPTION.UNKNOWN_INFORMATION), wanted, component),
      }),
    )
    r.set(latch.get())
  },
  { summary: 'Reads information about a component' },
)

export const CYCLES = define(
  0x1d,
  'cycles {r}',
  { r: reg },
  ({ r }) => r.set(low32(sub(counter(), cycleBase.get()))),
  { summary: 'Reads the low 32 bits of the cycle counter, this cycle included' },
)

export const HALT = define(0x1e, 'halt', {}, () => stop('halted'), {
  summary: 'Halts until the motherboard is reset; pc moves on',
})

/** The CPU as a reset leaves it: all registers 0, supervisor mode, cycle counter 0. */
function resetCpu(): void {
  for (let code = 0; code < registers.names.length; code++) {
    if (code === registers.pc?.index) jump(i32(0))
    else if (code === smt.index) smt.set(1)
    else writeRegister(registers, i32(code), 0)
  }
  cycleBase.set(counter())
}

export const RESET = define(
  0x1f,
  'reset {v}',
  { v: regOr(u8) },
  ({ v }) => {
    const what = v.get()
    const reference = avr.get()
    const refusal = name('refusal', resetComponents({ selection: and(what, 0x0f), reference }))
    when(ne(refusal, 0), () => raiseCode(EXCEPTION.UNKNOWN_COMPONENT, reference))
    when(eq(and(what, 0xf0), 0), resetCpu)
  },
  { summary: 'Resets components, and the CPU unless a bit of the high half byte is set' },
)
