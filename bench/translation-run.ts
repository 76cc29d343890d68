// Translates every hot loop of generated programs, in a process of its own: node translation-run.mjs REQUEST
// `fresh-process.ts` bundles and starts it. The request and what is printed are JSON.
import { readFileSync } from 'node:fs'
import { buildMachine } from 'isaforge/board'
import { ENGINE } from 'isaforge/core'
import { DEFAULT_TUNING, type GeneratedModule, type MachineState } from 'isaforge/engines'
import { lrvmKit } from 'isaforge/machines/lrvm'
import { JitEngine } from '../src/engines/jit/jit.js'
import { decodeModule } from '../src/engines/wasm/decode.js'
import { loopAddress, loopsIn, RAM_BYTES, type Stretch } from './generated-code.js'

/** What such a process is told. */
export interface TranslationRequest {
  /** Files with the programs' images, in the order in which they are translated. */
  readonly images: readonly string[]
  /** Bytes of the memory that each image is put into: machines of the same layout share templates. */
  readonly romBytes: number
  /** How long the loops in them are, per image. */
  readonly stretches: readonly Stretch[]
}

/** What was made of one program. */
interface Contents {
  readonly regions: number
  readonly modules: number
  readonly moduleBytes: number
}

/** What translating one program took. */
export interface TranslationRun extends Contents {
  /** From hot addresses to regions that can be called, without V8's part. */
  readonly ownMilliseconds: number
  /** What V8 took for making modules and instances; what it compiles later is not in it. */
  readonly hostMilliseconds: number
}

/** The JIT as it is by default, except that it compiles in a cold process, too. */
const TUNING = { ...DEFAULT_TUNING, warmUp: 0 }

let hostMilliseconds = 0

/** A constructor of V8 that counts how long it takes. */
const timed = <T extends new (...given: never[]) => object>(target: T): T =>
  new Proxy(target, {
    construct: (_, given, as) => {
      const start = performance.now()
      const made = Reflect.construct(target, given, as === undefined ? target : as)
      hostMilliseconds += performance.now() - start
      return made
    },
  })
WebAssembly.Module = timed(WebAssembly.Module)
WebAssembly.Instance = timed(WebAssembly.Instance)

/** Executes one instruction. The interpreter is made for that, and whatever is hot is compiled. */
function step(engine: JitEngine, { view }: MachineState): void {
  for (const offset of [ENGINE.limit, ENGINE.fuel]) view.setInt32(offset, 1, true)
  engine.run(1)
}

const { images, romBytes, stretches }: TranslationRequest = JSON.parse(process.argv[2])

function translate(file: string, stretch: Stretch): TranslationRun {
  const image = readFileSync(file)
  const services = { write: () => undefined, now: () => 0n }
  const board = [
    { type: 'rom', bytes: romBytes },
    { type: 'ram', bytes: RAM_BYTES },
  ]
  const { state } = buildMachine(lrvmKit, { image, engine: 'reference', board, services }).vm
  const modules: GeneratedModule[] = []
  const engine = new JitEngine(state, TUNING, (module) => modules.push(module))
  step(engine, state)
  modules.length = 0
  hostMilliseconds = 0
  const start = performance.now()
  for (let block = 0; block < loopsIn(image, stretch); block++) engine.hot(loopAddress(block, stretch))
  step(engine, state)
  const ownMilliseconds = performance.now() - start - hostMilliseconds
  return { ...contentsOf(modules), ownMilliseconds, hostMilliseconds }
}

function contentsOf(modules: readonly GeneratedModule[]): Contents {
  const compiled = modules.filter(({ name }) => name.startsWith('region'))
  return {
    modules: compiled.length,
    regions: compiled.reduce((sum, { bytes }) => sum + decodeModule(bytes).exports.length, 0),
    moduleBytes: compiled.reduce((sum, { bytes }) => sum + bytes.length, 0),
  }
}

console.log(JSON.stringify(images.map((file, index) => translate(file, stretches[index]))))
