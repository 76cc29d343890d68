// isaforge stack-vm: runs a program file of the Stack-VM (spec/stackvm.md sections 1 and 3).

import { type Dialect, type StackVmOptions, WORD_BYTES } from 'isaforge/machines/stackvm'
import { Failure } from '../failure.js'
import { readInput } from '../input.js'
import { Output } from '../output.js'
import { argumentsOf } from './arguments.js'
import { EXIT } from './exit.js'
import { openProgram } from './program-pieces.js'
import { type Ended, runInPieces } from './run-in-pieces.js'
import { runInSteps } from './run-in-steps.js'

const USAGE = `usage: stack-vm [--debug] [--quiet] [--checked] [--strict] [--reference] FILE

  --debug      print the debug log of the original instead of the result
  --quiet      print nothing
  --checked    overflow of an addition, subtraction or multiplication is a fault
  --strict     words of the undefined type are a fault
  --reference  accept exactly what the original accepts
`

const OPTIONS = {
  '--debug': 'switch',
  '--quiet': 'switch',
  '--checked': 'switch',
  '--strict': 'switch',
  '--reference': 'switch',
} as const

/** Does what the arguments say; the result is the exit status. */
export async function stackVmCommandLine(words: readonly string[]): Promise<number> {
  const request = argumentsOf(words, OPTIONS)
  if ('mistake' in request) {
    process.stderr.write(`stack-vm: ${request.mistake}\n\n${USAGE}`)
    return EXIT.usage
  }
  const { file, given } = request
  const dialect: Dialect = given.has('--reference') ? 'reference' : 'extended'
  const options = { dialect, isChecked: given.has('--checked'), isStrict: given.has('--strict') }
  try {
    const output = new Output(process.stdout)
    const ended = given.has('--debug') ? await withLog(file, options, output) : inPieces(file, options)
    const isSilent = given.has('--debug') || given.has('--quiet')
    if (!isSilent && ended?.kind === 'halted')
      output.write(
        ended.stack
          .slice(-1)
          .map((top) => `${top}\n`)
          .join(''),
      )
    await output.flush()
    return ended === undefined ? refuseTruncated() : report(ended)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    process.stderr.write(`stack-vm: ${cause.message}\n`)
    return EXIT.failed
  }
}

/** Undefined when the file does not consist of whole words. */
function inPieces(file: string, options: StackVmOptions): Ended | undefined {
  const program = openProgram(file)
  try {
    return program.isWhole ? runInPieces(options, program.read, { engine: 'interpreter' }) : undefined
  } finally {
    program.close()
  }
}

/** Pieces of the log between two looks at whether they can be written. */
const BATCH = 1024

async function withLog(file: string, options: StackVmOptions, output: Output): Promise<Ended | undefined> {
  const image = readInput(file)
  if (image.length % WORD_BYTES !== 0) return undefined
  const run = runInSteps(options, image, { engine: 'reference' })
  for (let count = 1; ; count++) {
    const { done, value } = run.next()
    if (done === true) return value
    output.write(value)
    if (count % BATCH === 0) await output.flush()
  }
}

function refuseTruncated(): number {
  process.stderr.write('stack-vm: truncated-word: the file does not consist of whole words of four bytes\n')
  return EXIT.failed
}

function report(ended: Ended): number {
  if (ended.kind === 'halted') return EXIT.success
  const digits = ended.word?.toString(16).padStart(8, '0')
  const place = digits === undefined ? `at ${ended.pc}` : `at ${ended.pc} (word ${digits})`
  process.stderr.write(`stack-vm: ${ended.fault} ${place}: ${ended.message}\n`)
  return EXIT.failed
}
