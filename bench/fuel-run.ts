// Runs of one kernel in turns with and without fuel, in one process: node --no-liftoff fuel-run.mjs REQUEST
// `fresh-process.ts` bundles and starts it. The request and what is printed are JSON.
import { readFileSync } from 'node:fs'
import type { Tuning } from 'isaforge/engines'
import type { FuelRequest, FuelTurn } from './fuel.js'
import { type GuestRun, runGuest } from './guest.js'
import { withoutFuel } from './without-fuel.js'

/** A slice hardly ends without fuel, so nothing may wait for that: each address is compiled as soon as it is hot. */
const TUNING: Partial<Tuning> = { batch: 1, warmUp: 0 }

/** Turns before those that count: the JIT's own code is compiled in them. */
const TURNS_BEFORE = 2

let takesFuelOut = false
/** V8 keeps what it made of modules by their bytes as long as the modules are there. */
const modules: WebAssembly.Module[] = []
const known = new Map<string, Uint8Array<ArrayBuffer>>()

function bytesWithoutFuel(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const key = Buffer.from(bytes).toString('latin1')
  const without = known.get(key) ?? withoutFuel(bytes)
  known.set(key, without)
  return without
}

WebAssembly.Module = new Proxy(WebAssembly.Module, {
  construct: (target, [bytes]: [Uint8Array<ArrayBuffer>]) => {
    const module = new target(takesFuelOut ? bytesWithoutFuel(bytes) : bytes)
    modules.push(module)
    return module
  },
})

const { image, parameters, turns }: FuelRequest = JSON.parse(process.argv[2])
const contents = readFileSync(image)

function run(isWithout: boolean): GuestRun {
  takesFuelOut = isWithout
  return runGuest(contents, 'jit', parameters, Number.MAX_SAFE_INTEGER, TUNING)
}

const taken: FuelTurn[] = []
for (let turn = -TURNS_BEFORE; turn < turns; turn++) {
  // Neither is always the second one.
  const isExactFirst = turn % 2 === 0
  const first = run(!isExactFirst)
  const second = run(isExactFirst)
  if (turn >= 0) taken.push(isExactFirst ? { exact: first, none: second } : { exact: second, none: first })
}
console.log(JSON.stringify(taken))
