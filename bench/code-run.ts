// Runs of one generated program in a process of its own: node --expose-gc code-run.mjs REQUEST
// `fresh-process.ts` bundles and starts it. The request and what is printed are JSON.
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { buildMachine } from 'isaforge/board'
import type { EngineChoice, Tuning } from 'isaforge/engines'
import { lrvmKit } from 'isaforge/machines/lrvm'
import { RAM_BYTES, ROUNDS, STACK, TURNS } from './generated-code.js'

/** What such a process is told. */
export interface CodeRequest {
  /** The file with the program's image. */
  readonly image: string
  readonly engine: EngineChoice
  readonly tuning: Partial<Tuning>
  /** How often each loop turns in a round. */
  readonly turns: number
  /** Rounds of each run; the code stays compiled from one run to the next. */
  readonly rounds: readonly number[]
}

/** One of the runs, and what had come together at its end. */
export interface CodeRun {
  readonly instructions: number
  readonly milliseconds: number
  readonly modules: number
  readonly moduleBytes: number
  readonly memory: MemoryUse
}

/** Memory of a process. */
export interface MemoryUse {
  readonly residentBytes: number
  /** What JavaScript objects take of it. */
  readonly heapBytes: number
}

/** One collection finds modules that are gone, the next what they held; in the milliseconds between them it is freed. */
const COLLECTIONS = 3
const PAUSE = 20
const collectGarbage = (): void => (globalThis as { gc?: () => void }).gc?.()

/** What is in use once V8 has let go of modules that are gone, for which it waits until nothing else is to be done. */
async function memoryUse(): Promise<MemoryUse> {
  for (let time = 0; time < COLLECTIONS; time++) {
    collectGarbage()
    await setTimeout(PAUSE)
  }
  const { rss, heapUsed } = process.memoryUsage()
  return { residentBytes: rss, heapBytes: heapUsed }
}

const made = { modules: 0, moduleBytes: 0 }
WebAssembly.Module = new Proxy(WebAssembly.Module, {
  construct: (target, [bytes]: [Uint8Array<ArrayBuffer>]) => {
    made.modules++
    made.moduleBytes += bytes.length
    return new target(bytes)
  },
})

const { image: file, engine, tuning, turns, rounds }: CodeRequest = JSON.parse(process.argv[2])
const image = readFileSync(file)
const romBytes = Math.ceil(image.length / 0x1000) * 0x1000
const { vm } = buildMachine(lrvmKit, {
  image,
  engine,
  tuning,
  board: [
    { type: 'rom', bytes: romBytes },
    { type: 'ram', bytes: RAM_BYTES },
  ],
  services: { write: () => undefined, now: () => 0n },
})

async function run(count: number): Promise<CodeRun> {
  vm.reset()
  vm.setRegister(STACK, romBytes + RAM_BYTES)
  vm.setRegister(TURNS, turns)
  vm.setRegister(ROUNDS, count)
  const start = performance.now()
  const stop = vm.run()
  const milliseconds = performance.now() - start
  if (stop.kind !== 'halted') throw new Error(`the program stopped with ${stop.kind}`)
  return { instructions: vm.retired, milliseconds, ...made, memory: await memoryUse() }
}

const taken: CodeRun[] = []
for (const count of rounds) taken.push(await run(count))
console.log(JSON.stringify(taken))
