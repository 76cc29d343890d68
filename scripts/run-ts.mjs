// Runs a TypeScript program of this repository: node scripts/run-ts.mjs [node options...] FILE [arguments...]
// The program is bundled first (packages stay imports), so that Node 20 needs no loader.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const given = process.argv.slice(2)
const entryIndex = given.findIndex((argument) => !argument.startsWith('-'))
const entry = given[entryIndex]
const nodeOptions = given.slice(0, Math.max(entryIndex, 0))
const programArguments = given.slice(entryIndex + 1)

/** Inside node_modules, so that the bundle finds the same packages as its sources. */
async function bundle(into) {
  await build({
    absWorkingDir: root,
    entryPoints: { main: entry },
    outdir: into,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [library],
    sourcemap: 'inline',
    logLevel: 'warning',
  })
}

/** `isaforge/core` means the sources here, not an installed build. */
const library = {
  name: 'library',
  setup(builder) {
    builder.onResolve({ filter: /^isaforge(\/|$)/ }, ({ path }) => ({
      path: `${root}src${path.slice('isaforge'.length)}/index.ts`,
    }))
  },
}

/** The program's exit status; a signal counts as 128 plus its number, as in a shell. */
function run(program) {
  const command = ['--enable-source-maps', ...nodeOptions, program, ...programArguments]
  const child = spawn(process.execPath, command, { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => {
    child.on('exit', (status, signal) => resolve(status ?? 128 + constants.signals[signal]))
  })
}

if (entry === undefined || !existsSync(entry)) {
  const usage = 'usage: node scripts/run-ts.mjs [node options...] FILE [arguments...]'
  console.error(entry === undefined ? usage : `${entry}: no such file`)
  process.exit(2)
}

const cache = `${root}node_modules/.cache`
await mkdir(cache, { recursive: true })
const folder = await mkdtemp(`${cache}/run-`)
try {
  await bundle(folder)
  process.exitCode = await run(`${folder}/main.mjs`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
