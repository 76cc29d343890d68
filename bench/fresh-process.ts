// Runs of guest programs in fresh processes, where nothing is warm.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import type { EngineChoice, Tuning } from 'isaforge/engines'
import { assembleGuest } from './assemble.js'
import type { GuestRun } from './guest.js'
import { programNamed } from './programs.js'

/** What a run may have besides a program, an engine and fuel. */
export interface RunOptions {
  readonly tuning?: Partial<Tuning>
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

/** Runs Node with some words, the last of which is a request. */
const runnerOf =
  (...words: readonly string[]): RunScript =>
  (request) => {
    const all = [...words, JSON.stringify(request)]
    return JSON.parse(execFileSync(process.execPath, all, { encoding: 'utf8', timeout: LONGEST_RUN }))
  }

/** Bundles the script `bench/NAME.ts`. */
async function bundle(name: string, outfile: string, format: 'esm' | 'cjs'): Promise<void> {
  await build({
    entryPoints: [`bench/${name}.ts`],
    outfile,
    alias: { isaforge: resolve('src') },
    bundle: true,
    format,
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  })
}

/** Bundles a script into a folder, to be run in processes of their own with these options for Node. */
export async function prepareScript(
  name: string,
  folder: string,
  nodeOptions: readonly string[] = [],
): Promise<RunScript> {
  const main = `${folder}/${name}.mjs`
  await bundle(name, main, 'esm')
  return runnerOf(...nodeOptions, main)
}

/** Prepares running each program in a process of its own; files for that go into a folder. */
export async function prepareFreshProcesses(folder: string): Promise<Run> {
  return programsIn(folder, await prepareScript('one-run', folder))
}

/** Enough for a program to be compiled. */
const KEEPING = { engine: 'jit', tuning: { warmUp: 0 }, fuel: 10_000_000 } as const

/** The same for processes that begin with the code that V8 made of the script before, as those of the command line do. */
export async function prepareKeptProcesses(folder: string): Promise<Run> {
  const main = `${folder}/one-run.cjs`
  await bundle('one-run', main, 'cjs')
  const { name, endlessParameters } = programNamed('queens')
  const keep = programsIn(folder, runnerOf(resolve('scripts/keep-code.mjs'), main))
  keep(name, KEEPING.engine, endlessParameters, KEEPING.fuel, { tuning: KEEPING.tuning })
  return programsIn(folder, runnerOf(resolve('bench/kept.mjs'), main))
}

/** Writes the image of a guest program into a folder; the file. */
export function imageFile(folder: string, program: string): string {
  const file = `${folder}/${program}.image`
  writeFileSync(file, assembleGuest(program))
  return file
}

const programsIn =
  (folder: string, runScript: RunScript): Run =>
  (program, engine, parameters, fuel, options = {}) => {
    const image = imageFile(folder, program)
    const request: RunRequest = { image, engine, parameters, fuel, ...options }
    return runScript(request) as GuestRun
  }
