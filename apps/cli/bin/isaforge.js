#!/usr/bin/env node
// The `isaforge` command: starts the bundled command line.
import { existsSync } from 'node:fs'

const main = new URL('../dist/main.js', import.meta.url)

if (existsSync(main)) {
  await import(main.href)
} else {
  console.error(
    'isaforge: the command line has not been built yet; run `npm run build` in the repository first',
  )
  process.exitCode = 1
}
