#!/usr/bin/env node
// The `isaforge` command: starts the bundled command line.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { load, run } from './bundle.cjs'

const main = fileURLToPath(new URL('../dist/main.cjs', import.meta.url))

if (existsSync(main)) {
  run(load(main), main)
} else {
  console.error(
    'isaforge: the command line has not been built yet; run `npm run build` in the repository first',
  )
  process.exitCode = 1
}
