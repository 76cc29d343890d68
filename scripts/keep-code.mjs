// Keeps the code that V8 makes of the bundled command line: node scripts/keep-code.mjs MAIN [arguments...]
// The arguments are a command; what it needs is compiled, and what has never run is compiled when it is needed.
import { writeFileSync } from 'node:fs'
import { keptCodeOf, load, run } from '../apps/cli/bin/bundle.cjs'

const [main] = process.argv.splice(2, 1)
const script = load(main)
process.on('exit', (status) => {
  if (status === 0) writeFileSync(keptCodeOf(main), script.createCachedData())
})
run(script, main)
