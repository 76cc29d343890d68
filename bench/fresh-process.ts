// Runs of guest programs in fresh processes.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import type { EngineChoice } from 'isaforge/engines'
import { assembleGuest } from './assemble.js'
import type { GuestRun } from './guest.js'

/** What such a process is told. */
export interface RunRequest {
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
) => GuestRun

/** Prepares running each program in a process of its own; files for that go into a folder. */
export async function prepareFreshProcesses(folder: string): Promise<Run> {
  const entry = `${folder}/one-run.mjs`
  await build({
    entryPoints: ['bench/one-run.ts'],
    outfile: entry,
    alias: { isaforge: resolve('src') },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  })
  return (program, engine, parameters, fuel) => {
    const image = `${folder}/${program}.image`
    writeFileSync(image, assembleGuest(program))
    const request: RunRequest = { image, engine, parameters, fuel }
    return JSON.parse(execFileSync(process.execPath, [entry, JSON.stringify(request)], { encoding: 'utf8' }))
  }
}
