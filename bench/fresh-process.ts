// Runs of guest programs in fresh processes, where nothing is warm.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import type { EngineChoice, Tuning } from 'isaforge/engines'
import { assembleGuest } from './assemble.js'
import type { GuestRun } from './guest.js'

/** What a run may have besides a program, an engine and fuel. */
export interface RunOptions {
  readonly tuning?: Partial<Tuning>
  /** Regions neither pay nor check fuel, as a measure of what that costs. */
  readonly withoutFuel?: boolean
  /** Runs of the same program before the one that counts. V8 keeps compiled code by its bytes. */
  readonly runsBefore?: number
}

/** What such a process is told. */
export interface RunRequest extends RunOptions {
  /** The file with the program's image. */
  readonly image: string
  readonly engine: EngineChoice
  readonly parameters: readonly number[]
  readonly fuel: number
}

/** Runs a program, by name, until its fuel is used up. */
export type Run = (
  program: string,
  engine: EngineChoice,
  parameters: readonly number[],
  fuel: number,
  options?: RunOptions,
) => GuestRun

/** Milliseconds after which a run is given up. */
const LONGEST_RUN = 300_000

/** Runs a script with a request as its argument; the result is what it prints, both as JSON. */
export type RunScript = (request: unknown) => unknown

/** Bundles the script `bench/NAME.ts` into a folder, to be run in processes of their own with these options for Node. */
export async function prepareScript(
  name: string,
  folder: string,
  nodeOptions: readonly string[] = [],
): Promise<RunScript> {
  const outfile = `${folder}/${name}.mjs`
  await build({
    entryPoints: [`bench/${name}.ts`],
    outfile,
    alias: { isaforge: resolve('src') },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  })
  return (request) => {
    const words = [...nodeOptions, outfile, JSON.stringify(request)]
    return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8', timeout: LONGEST_RUN }))
  }
}

/** Prepares running each program in a process of its own; files for that go into a folder. */
export async function prepareFreshProcesses(
  folder: string,
  nodeOptions: readonly string[] = [],
): Promise<Run> {
  const runScript = await prepareScript('one-run', folder, nodeOptions)
  return (program, engine, parameters, fuel, options = {}) => {
    const image = `${folder}/${program}.image`
    writeFileSync(image, assembleGuest(program))
    const request: RunRequest = { image, engine, parameters, fuel, ...options }
    return runScript(request) as GuestRun
  }
}
