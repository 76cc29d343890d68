// What a machine offers that can run stack code: a compiler to its own code, and what tools need to explain a failure.

import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { SourceMap } from '../diagnostics/source-map.js'
import type { StackProgram } from './program.js'

/** How stack code is to be compiled. */
export interface CompileOptions {
  /** Only instructions of the machine's smallest set, where it has one. */
  readonly base?: boolean
}

/** What came of stack code. */
export interface CompiledCode {
  /** Absent where the machine cannot do what the program asks for. */
  readonly image: Uint8Array | undefined
  readonly diagnostics: readonly Diagnostic[]
  /** The source of every instruction. */
  readonly sourceMap: SourceMap
  /** What it means when the program fails at an address, where the compiler made it fail. */
  readonly failures: ReadonlyMap<number, string>
  /** The program in the machine's assembly language. */
  readonly assembly: string
}

/** Compiles stack code that is well formed. Never throws. */
export interface StackCodeCompiler {
  readonly compile: (program: StackProgram, options: CompileOptions) => CompiledCode
}
