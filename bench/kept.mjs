// Runs a bundle with the code that was kept of it, as the command line is run: node kept.mjs MAIN [arguments...]
import { load, run } from '../apps/cli/bin/bundle.cjs'

const [main] = process.argv.splice(2, 1)
run(load(main), main)
