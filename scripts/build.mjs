// Builds the command line (one bundle in apps/cli/dist) and then the library (dist/, JavaScript and types).
// `--keep-going`: an installation succeeds even when the types disagree; `npm run check` is what must not.
import { spawnSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

async function bundleCommandLine() {
  const outdir = `${root}apps/cli/dist`
  await rm(outdir, { recursive: true, force: true })
  await build({
    absWorkingDir: root,
    entryPoints: ['apps/cli/src/main.ts'],
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    // Less to read at every start; names stay, for messages and stack traces.
    minifyWhitespace: true,
    minifySyntax: true,
    // Bundled CommonJS packages (commander) call `require` for Node's own modules.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  })
}

/** Emits even when there are type errors; the result says whether there were any. */
function compileLibrary() {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  const projects = ['tsconfig.library.json', 'tsconfig.host.json']
  return spawnSync(process.execPath, [tsc, '-b', ...projects], { cwd: root, stdio: 'inherit' }).status === 0
}

await bundleCommandLine()
if (!compileLibrary() && !process.argv.includes('--keep-going')) process.exitCode = 1
