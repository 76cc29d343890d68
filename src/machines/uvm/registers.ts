// uVM's registers (spec/uvm.md 2), and what the machine keeps to itself.

import {
  eq,
  eqF32,
  i32,
  ltF32,
  ltS,
  outcomeRegister,
  register,
  registerFile,
  registerNamed,
  select,
} from '../../core/index.js'

/** Three temporaries and the outcome of the last comparison. */
export const registers = registerFile('registers', 'i32', ['t0', 't1', 't2', 'cf'], {
  summary: 'Three temporaries, which callers save, and the outcome of the last comparison (-1, 0, 1, 2)',
})

/** t0, t1, t2. */
export const temporaries = ['t0', 't1', 't2'].map((name) => registerNamed(registers, name))

/**
 * What a comparison found out; 2 if one of its floats is NaN. Programs compare far more often than they ask for this, and
 * engines keep what was compared.
 */
export const cf = outcomeRegister(
  registerNamed(registers, 'cf'),
  { a: 'i32', b: 'i32', areFloats: 'bool' },
  ({ a, b, areFloats }) => {
    const ofWords = select(ltS(a, b), i32(-1), select(eq(a, b), i32(0), i32(1)))
    const greaterOrUnordered = select(ltF32(b, a), i32(1), i32(2))
    const ofFloats = select(eqF32(a, b), i32(0), select(ltF32(a, b), i32(-1), greaterOrUnordered))
    return select(areFloats, ofFloats, ofWords)
  },
)

/** Index of the first word of the current function's frame; 0 outside of functions. */
export const fp = register('fp', 'i32', { hidden: true, summary: 'Where the frame of the function begins' })
/** Words on the stack. */
export const depth = register('depth', 'i32', { hidden: true, summary: 'Words on the stack' })
/** Most words on the stack. */
export const depthLimit = register('depth_limit', 'i32', { hidden: true, summary: 'Most words on the stack' })
/** Length of the code in bytes. */
export const codeLength = register('code_length', 'i32', { hidden: true, summary: 'Length of the code' })
