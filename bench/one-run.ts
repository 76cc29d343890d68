// One run of a guest program in a process of its own, where nothing is warm: node one-run.mjs REQUEST
// `fresh-process.ts` bundles and starts it. The request and what is printed are JSON.
import { readFileSync } from 'node:fs'
import type { RunRequest } from './fresh-process.js'
import { runGuest } from './guest.js'

const { image, engine, parameters, fuel, tuning }: RunRequest = JSON.parse(process.argv[2])
console.log(JSON.stringify(runGuest(readFileSync(image), engine, parameters, fuel, tuning)))
