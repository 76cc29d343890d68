// Builds the command line (one bundle in apps/cli/dist) and then the library (dist/, JavaScript and types).
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

const commandLine = `${root}apps/cli/dist`
await rm(commandLine, { recursive: true, force: true })
await bundleCommandLine(commandLine)
if (!compileLibrary() && !process.argv.includes('--keep-going')) process.exitCode = 1
