// isaforge compile: compiles a program of a language for a machine: its code, its assembly text, or its stack code.

import { type SourceMap, sourceMapToJson } from 'isaforge/core'
import { stackCodeText } from 'isaforge/core/stack-code'
import { EXIT } from '../exit-status.js'
import { usageFailure } from '../failure.js'
import { readInput, STANDARD_INPUT } from '../input.js'
import { compileFor, machineForLanguage, translateSource } from '../languages.js'
import { print } from '../output.js'
import { besideSource, writeToFile } from '../output-file.js'

const EMITTED = ['binary', 'asm', 'ir'] as const
type Emitted = (typeof EMITTED)[number]

/** Options as the command line gives them. */
export interface CompileCommandOptions {
  readonly machine?: string
  readonly output?: string
  readonly emit: string
  readonly base?: boolean
  readonly sourceMap?: boolean
}

/** Compiles a program; the result is the exit status. */
export async function compileCommand(file: string, options: CompileCommandOptions): Promise<number> {
  const emit = emittedNamed(options.emit)
  const kit = await machineForLanguage(file, options.machine)
  const program = await translateSource({ file, contents: readInput(file) })
  if (program === undefined) return EXIT.mistakes
  if (emit === 'ir') return write(stackCodeText(program), options.output ?? STANDARD_INPUT, file)
  const code = compileFor(kit, program, { base: options.base === true })
  if (code === undefined) return EXIT.mistakes
  const { imageExtensions } = kit.machine.assembly
  const output = options.output ?? (emit === 'asm' ? STANDARD_INPUT : besideSource(file, imageExtensions[0]))
  if (options.sourceMap === true) writeSourceMap(code.sourceMap, output, file)
  return write(emit === 'asm' ? code.assembly : code.image, output, file)
}

function emittedNamed(name: string): Emitted {
  const emitted = EMITTED.find((one) => one === name)
  if (emitted !== undefined) return emitted
  throw usageFailure('unknown-output', `'${name}' cannot be emitted`, `outputs: ${EMITTED.join(', ')}`)
}

/** The source map lies beside the output. */
function writeSourceMap(sourceMap: SourceMap, output: string, source: string): void {
  if (output === STANDARD_INPUT)
    throw usageFailure('no-file', 'a source map lies beside a file', 'name one with --output')
  writeToFile(`${output}.map`, [source], `${JSON.stringify(sourceMapToJson(sourceMap))}\n`)
}

async function write(contents: string | Uint8Array, output: string, source: string): Promise<number> {
  if (output === STANDARD_INPUT) await print(contents)
  else writeToFile(output, [source], contents)
  return EXIT.success
}
