// Functions that compute a flags register from its kind and leaves: used where a region does not know the kind.

import { FunctionCode } from '../wasm/code.js'
import { OP, type WasmType } from '../wasm/opcodes.js'
import { ValueLowering } from '../wasm/values.js'
import { type FlagKind, MOST_LEAVES } from './flag-kinds.js'

/** Kind, then leaves. */
export const FLAGS_PARAMETERS: readonly WasmType[] = Array.from(
  { length: MOST_LEAVES + 1 },
  () => 'i32' as const,
)

/** The function (kind, leaves…) → register for these kinds; 0 for a kind that does not exist. */
export function flagsFunction(kinds: readonly FlagKind[]): FunctionCode {
  const code = new FunctionCode(FLAGS_PARAMETERS)
  const unknown = code.block()
  const labels = [...kinds].reverse().map(() => code.block())
  labels.reverse()
  code.get(0).i32(1).op(OP.i32_sub).brTable(labels, unknown)
  for (const { leaves, word } of kinds) {
    code.end()
    const values = new ValueLowering(code, () => {
      throw new Error('flags depend on the leaves of their kind only')
    })
    leaves.forEach((leaf, index) => {
      values.locals.set(leaf, index + 1)
    })
    values.push(word)
    code.op(OP.return)
  }
  code.end()
  return code.i32(0)
}
