// What it costs to start the command line, compared with starting Node alone.
import { spawnSync } from 'node:child_process'
import type { Measurement } from './results.js'

/** Starting a process is noisy: fewer runs than this say nothing. */
const LEAST_RUNS = 20

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': ['-e', '0'],
  'isaforge run': ['apps/cli/bin/isaforge.js', 'run', 'bench/lrvm/tiny.lasm'],
}

function time(command: readonly string[]): number {
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
  const end = performance.now()
  if (status !== 0) throw new Error(`node ${command.join(' ')} ended with status ${status}: ${stderr.trim()}`)
  return end - start
}

/** Measures process starts in turns. Throws when a command fails, for example because it was not built. */
export function measureStartup(runs: number): readonly Measurement[] {
  const samples = new Map<string, number[]>(Object.keys(COMMANDS).map((name) => [name, []]))
  for (let run = 0; run < Math.max(runs, LEAST_RUNS); run++) {
    for (const [name, command] of Object.entries(COMMANDS)) samples.get(name)?.push(time(command))
  }
  return [...samples].map(([subject, taken]) => ({ benchmark: 'startup', subject, samples: taken }))
}
