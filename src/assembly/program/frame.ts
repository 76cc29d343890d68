// The names that one repetition, or one use of a macro, has for itself (docs/assembly-extensions.md).

import type { MacroArgument, SourceUnit } from '../syntax/node.js'
import type { Value } from '../values/value.js'
import { AssemblySymbol } from './symbols.js'

/** What stands for a parameter: a value, or a text of the place where the macro is used. */
export type FrameName =
  | { readonly value: Value }
  | { readonly argument: MacroArgument; readonly unit: SourceUnit; readonly scope: AssemblySymbol }

/** A scope of its own: names are looked up here first, then outside. */
export interface Frame {
  readonly names: ReadonlyMap<string, FrameName>
  /** Parent of the names that are declared inside. */
  readonly root: AssemblySymbol
  /** What names with dots are relative to before anything is declared inside. */
  readonly start: AssemblySymbol
  /** The scope around. */
  readonly outer: AssemblySymbol
  /** How many frames are around this one. */
  readonly depth: number
}

/** Opens a frame in a scope. */
export function newFrame(names: ReadonlyMap<string, FrameName>, outer: AssemblySymbol): Frame {
  const frame = { names, outer, depth: (outer.frame?.depth ?? 0) + 1 } as {
    -readonly [K in keyof Frame]: Frame[K]
  }
  frame.root = new AssemblySymbol('', undefined, 'label', undefined, frame)
  frame.start = new AssemblySymbol('', frame.root, 'label', undefined)
  return frame
}

/** The frames around a scope, innermost first. */
export function* framesOf(scope: AssemblySymbol): Generator<Frame> {
  for (let { frame } = scope; frame !== undefined; { frame } = frame.outer) yield frame
}
