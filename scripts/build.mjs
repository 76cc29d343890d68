// Builds the command line (one bundle in apps/cli/dist, with the code that V8 makes of it) and then the library (dist/, JavaScript and types).
// `--keep-going`: an installation succeeds even when the types disagree; `npm run check` is what must not.
import { spawnSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { bundleCommandLine } from './command-line.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Emits even when there are type errors; the result says whether there were any. */
function compileLibrary() {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  const projects = ['tsconfig.library.json', 'tsconfig.host.json']
  return spawnSync(process.execPath, [tsc, '-b', ...projects], { cwd: root, stdio: 'inherit' }).status === 0
}

/** A program that needs most of what programs need: it is assembled, runs, and writes. */
const EXAMPLE = 'examples/lrvm/sorting.lasm'
/** Makes the JIT compile it, short as it is, so that the JIT's own code is kept, too. */
const COMPILED = ['warmUp=0', 'batch=1', 'threshold=20'].flatMap((setting) => ['--tuning', setting])

/** Without kept code, the command line only starts later. */
function keepCode(main) {
  const words = ['scripts/keep-code.mjs', main, 'run', EXAMPLE, ...COMPILED]
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) console.error('the command line will start slowly: its code could not be kept')
}

const commandLine = `${root}apps/cli/dist`
await rm(commandLine, { recursive: true, force: true })
await bundleCommandLine(commandLine)
keepCode(`${commandLine}/main.cjs`)
if (!compileLibrary() && !process.argv.includes('--keep-going')) process.exitCode = 1
