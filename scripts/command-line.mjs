// Bundles the command line into a folder: one CommonJS file, which Node starts sooner than modules in many, and zod beside
// it, which only board files need.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  // Less to read at every start; names stay, for messages and stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
}

/** Loaded when it is first used, not at every start. */
const zodBeside = {
  name: 'zod-beside',
  setup(builder) {
    builder.onResolve({ filter: /^zod$/ }, () => ({ path: './zod.cjs', external: true }))
  },
}

export async function bundleCommandLine(outdir) {
  const entry = { in: 'apps/cli/src/main.ts', out: 'main' }
  const zod = { in: 'zod', out: 'zod' }
  const extension = { '.js': '.cjs' }
  await build({ ...common, outdir, outExtension: extension, entryPoints: [entry], plugins: [zodBeside] })
  await build({ ...common, outdir, outExtension: extension, entryPoints: [zod] })
}
