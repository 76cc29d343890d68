// What could be done about a value of the wrong type.

import type { Value } from '../tree.js'
import type { Type } from '../types.js'

/** For two numbers of different types: make both floats. */
export function hintFor(left: Value, right: Value): string | undefined {
  if (left.type === 'bool' || right.type === 'bool') return undefined
  const integer = left.type === 'int' ? left : right
  return hintToward(integer, 'float')
}

/** For a value that should have another type. */
export function hintToward({ type, kind, ...value }: Value, wanted: Type): string | undefined {
  if (wanted === 'float' && type === 'int')
    return kind === 'constant' && 'word' in value ? `write ${value.word}.0` : 'convert it with float(…)'
  if (wanted === 'int' && type !== 'int')
    return type === 'float' ? 'convert it with int(…), which truncates' : 'int(…) makes 0 or 1 of it'
  return wanted === 'bool' ? 'compare it: … != 0' : undefined
}
