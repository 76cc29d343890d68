// isaforge uvm: runs bytecode as the uVM document describes its command (spec/uvm.md section 6).

import { type MachineKit, renderAll, wantsColor } from 'isaforge/core'
import { assembleText, loadMistake, uvmKit } from 'isaforge/machines/uvm'
import { Failure } from '../failure.js'
import { errorOutput } from '../failure-report.js'
import { readInput } from '../input.js'
import { compileFor, languageOf, translateSource } from '../languages.js'
import { type RunRequest, requestOf } from './arguments.js'
import { EXIT, runPlainly, type UvmProgram } from './run.js'
import { runVerbosely } from './verbose.js'

const USAGE = `usage: uvm [-v] [-l] [-h] [-d DEPTH] -f FILE.uc

  -f FILE   the bytecode to run; a FILE.uasm is assembled, a FILE.anvil compiled first
  -d DEPTH  the maximum stack depth in words, 1024 unless said otherwise
  -v        log every instruction with the registers and the stack
  -l        with -v, also the line of the source before the instructions that come from it
  -h        show this
`

/** Does what the arguments say; the result is the exit status. */
export async function uvmCommandLine(words: readonly string[]): Promise<number> {
  const request = requestOf(words)
  switch (request.kind) {
    case 'help':
      process.stdout.write(USAGE)
      return EXIT.halted
    case 'mistake':
      return refuse(`uvm: ${request.message}\n\n${USAGE}`)
    case 'run':
      return run(request)
  }
}

async function run(request: RunRequest): Promise<number> {
  const program = await programFrom(request.file)
  if (program === undefined) return EXIT.refused
  const mistake = loadMistake(program.image)
  if (mistake !== undefined) return refuse(`uvm: ${mistake.kind}: ${mistake.detail}\n`)
  const { depth, isVerbose, showsLines } = request
  return isVerbose ? runVerbosely(program, depth, showsLines) : runPlainly(program, depth)
}

function refuse(text: string): number {
  process.stderr.write(text)
  return EXIT.refused
}

/** The code in a file, or that of a source; undefined when there is none, which has been said then. */
async function programFrom(file: string): Promise<UvmProgram | undefined> {
  try {
    const contents = readInput(file)
    if (file.endsWith('.uasm')) return assembled(file, contents)
    return languageOf(file) === undefined ? { image: contents } : await compiled(file, contents)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    refuse(`uvm: ${cause.message}\n`)
    return undefined
  }
}

function assembled(file: string, contents: Uint8Array): UvmProgram | undefined {
  const { image, diagnostics, sourceMap } = assembleText(file, new TextDecoder().decode(contents))
  if (diagnostics.length > 0)
    process.stderr.write(`${renderAll(diagnostics, { color: wantsColor(errorOutput()) })}\n`)
  return image && { image, sourceMap }
}

async function compiled(file: string, contents: Uint8Array): Promise<UvmProgram | undefined> {
  const program = await translateSource({ file, contents })
  return program && compileFor(uvmKit as unknown as MachineKit, program, {})
}
