// One run of a guest program in a process of its own, where nothing is warm: node one-run.mjs REQUEST
// `fresh-process.ts` bundles and starts it. The request and what is printed are JSON.
import { readFileSync } from 'node:fs'
import type { RunRequest } from './fresh-process.js'
import { runGuest } from './guest.js'
import { removeFuelFromRegions } from './without-fuel.js'

const {
  image,
  engine,
  parameters,
  fuel,
  tuning,
  withoutFuel,
  runsBefore = 0,
}: RunRequest = JSON.parse(process.argv[2])
if (withoutFuel === true) removeFuelFromRegions()
const contents = readFileSync(image)
for (let run = 0; run < runsBefore; run++) runGuest(contents, engine, parameters, fuel, tuning)
console.log(JSON.stringify(runGuest(contents, engine, parameters, fuel, tuning)))
