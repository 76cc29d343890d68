// isaforge stack-langc: compiles postfix text to a program file of the Stack-VM (spec/stackvm.md section 4).

import { writeFileSync } from 'node:fs'
import { renderAll, wantsColor } from 'isaforge/core'
import { compilePostfix, type Dialect, wordListing } from 'isaforge/machines/stackvm'
import { Failure, inputFailure } from '../failure.js'
import { errorOutput } from '../failure-report.js'
import { readInput } from '../input.js'
import { Output } from '../output.js'
import { argumentsOf } from './arguments.js'
import { EXIT } from './exit.js'

const USAGE = `usage: stack-langc [-o OUT] [-S] [--reference] FILE

  -o OUT       the program file to write, a.out unless said otherwise
  -S           print the words instead, also those of a program file FILE.out
  --reference  accept exactly what the original accepts
`

const OPTIONS = { '-o': 'value', '-S': 'switch', '--reference': 'switch' } as const
const DEFAULT_OUTPUT = 'a.out'
const PROGRAM_EXTENSION = '.out'

/** Does what the arguments say; the result is the exit status. */
export async function stackLangcCommandLine(words: readonly string[]): Promise<number> {
  const request = argumentsOf(words, OPTIONS)
  if ('mistake' in request) {
    process.stderr.write(`stack-langc: ${request.mistake}\n\n${USAGE}`)
    return EXIT.usage
  }
  const { file, given } = request
  try {
    const program = wordsFrom(file, given.has('--reference') ? 'reference' : 'extended')
    if (program === undefined) return EXIT.failed
    if (given.has('-S')) await printWords(program)
    else writeWords(given.get('-o') ?? DEFAULT_OUTPUT, program)
    return EXIT.success
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    process.stderr.write(`stack-langc: ${cause.message}\n`)
    return EXIT.failed
  }
}

/** The words of a program file or of a text; undefined when the text has errors, which are printed then. */
function wordsFrom(file: string, dialect: Dialect): Uint32Array | undefined {
  const contents = readInput(file)
  if (file.endsWith(PROGRAM_EXTENSION))
    return new Uint32Array(new Uint8Array(contents).buffer, 0, contents.length >> 2)
  // A byte order mark is a character that is no token.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(contents)
  const { words, diagnostics } = compilePostfix(file, text, dialect)
  if (diagnostics.length > 0)
    process.stderr.write(`${renderAll(diagnostics, { color: wantsColor(errorOutput()) })}\n`)
  return words
}

/** Words that are printed at a time. */
const BATCH = 4096

async function printWords(words: Uint32Array): Promise<void> {
  const output = new Output(process.stdout)
  for (let at = 0; at < words.length && !output.closed; at += BATCH) {
    output.write(Array.from(words.subarray(at, at + BATCH), (word) => `${wordListing(word)}\n`).join(''))
    await output.flush()
  }
}

function writeWords(file: string, words: Uint32Array): void {
  try {
    writeFileSync(file, new Uint8Array(words.buffer, words.byteOffset, words.byteLength))
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause
    throw inputFailure('file-not-writable', `'${file}' cannot be written: ${cause.message}`)
  }
}
