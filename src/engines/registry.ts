// Every engine there is. A new engine is one line here; the shared suite then runs on it too.

import type { EngineFactory, EngineName } from './engine.js'
import { InterpreterEngine } from './interpreter/interpreter.js'
import { JitEngine } from './jit/jit.js'
import { ReferenceEngine } from './reference/reference.js'

/** How each engine is made. */
export const ENGINES: Readonly<Record<EngineName, EngineFactory>> = {
  reference: (state) => new ReferenceEngine(state),
  interpreter: (state, { onModule }) => new InterpreterEngine(state, undefined, onModule),
  jit: (state, { tuning, onModule }) => new JitEngine(state, tuning, onModule),
}
