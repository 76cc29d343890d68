// Bundles the command line into a folder: one small entry, and what each command needs in chunks of its own.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

export async function bundleCommandLine(outdir) {
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
