// isaforge uvm: runs bytecode as the uVM document describes its command (spec/uvm.md section 6).

import { renderAll, wantsColor } from 'isaforge/core'
import { assembleText, loadMistake } from 'isaforge/machines/uvm'
import { Failure } from '../failure.js'
import { errorOutput } from '../failure-report.js'
import { readInput } from '../input.js'
import { requestOf } from './arguments.js'
import { EXIT, runPlainly } from './run.js'
import { runVerbosely } from './verbose.js'

const USAGE = `usage: uvm [-v] [-h] [-d DEPTH] -f FILE.uc

  -f FILE   the bytecode to run; a FILE.uasm is assembled first
  -d DEPTH  the maximum stack depth in words, 1024 unless said otherwise
  -v        log every instruction with the registers and the stack
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
    case 'run': {
      const image = imageFrom(request.file)
      if (image === undefined) return EXIT.refused
      const mistake = loadMistake(image)
      if (mistake !== undefined) return refuse(`uvm: ${mistake.kind}: ${mistake.detail}\n`)
      return request.isVerbose ? runVerbosely(image, request.depth) : runPlainly(image, request.depth)
    }
  }
}

function refuse(text: string): number {
  process.stderr.write(text)
  return EXIT.refused
}

/** The code in a file, or that of a source; undefined when there is none, which has been said then. */
function imageFrom(file: string): Uint8Array | undefined {
  try {
    const contents = readInput(file)
    return file.endsWith('.uasm') ? assembled(file, contents) : contents
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    refuse(`uvm: ${cause.message}\n`)
    return undefined
  }
}

function assembled(file: string, contents: Uint8Array): Uint8Array | undefined {
  const { image, diagnostics } = assembleText(file, new TextDecoder().decode(contents))
  if (diagnostics.length > 0)
    process.stderr.write(`${renderAll(diagnostics, { color: wantsColor(errorOutput()) })}\n`)
  return image
}
