// Compiles stack code to uVM code (spec/uvm.md section 4 for calls, section 8 for what is asked of it).

import { type Diagnostic, SourceMapBuilder } from '../../../core/index.js'
import type {
  CompiledCode,
  CompileOptions,
  StackCodeCompiler,
  StackProgram,
} from '../../../core/stack-code/index.js'
import { assemblyText } from './assembly-text.js'
import { type Item, Label } from './items.js'
import { bytesOf, failuresOf, layOut, sourceMapOf } from './layout.js'
import { codeTooLarge, frameTooLarge, impossibleIn, oncePerPlace, outsideBase } from './mistakes.js'
import { improve } from './peephole.js'
import { type Surroundings, select } from './select.js'

/** The compiler that tools find in uVM's kit. */
export const compiler: StackCodeCompiler = { compile }

function compile(program: StackProgram, { base = false }: CompileOptions): CompiledCode {
  const entries = program.functions.map(
    ({ name }, index) => new Label(index === 0 ? 'main' : `f${index}_${name}`),
  )
  const [main] = program.functions
  const { items, diagnostics } = codeOf({ program, dialect: { base }, entries })
  const laidOut = layOut(items, base)
  const others = base ? outsideBase(main, laidOut) : codeTooLarge(laidOut, main.span)
  const found = oncePerPlace([...diagnostics, ...others])
  if (found.length > 0) return refused(found)
  return {
    image: bytesOf(laidOut),
    diagnostics: [],
    sourceMap: sourceMapOf(laidOut),
    failures: failuresOf(laidOut),
    get assembly() {
      return assemblyText(items, laidOut)
    },
  }
}

function codeOf(surroundings: Surroundings) {
  const { program, dialect } = surroundings
  const diagnostics: Diagnostic[] = [...impossibleIn(program)]
  const items: Item[] = []
  // The base set has no functions, which is said where they are called.
  const compiled = dialect.base ? program.functions.slice(0, 1) : program.functions
  compiled.forEach((own, index) => {
    const selected = select(index, surroundings)
    if (selected.tooMuch !== undefined) diagnostics.push(frameTooLarge(own, selected.tooMuch))
    for (const item of improve(selected.items, dialect.base)) items.push(item)
  })
  return { items, diagnostics }
}

const refused = (diagnostics: readonly Diagnostic[]): CompiledCode => ({
  image: undefined,
  diagnostics,
  sourceMap: new SourceMapBuilder().build(),
  failures: new Map(),
  assembly: '',
})
