// MVM's programs on the engines: arithmetic, memory, calls, stack. They end by themselves; their registers are checked.
import { readFileSync } from 'node:fs'
import { assembleSections } from 'isaforge/assembly/sections'
import { buildMachine } from 'isaforge/board'
import type { EngineName, Tuning } from 'isaforge/engines'
import { mvm, mvmKit } from 'isaforge/machines/mvm'
import type { Measurement } from './results.js'

/** A program, and what it leaves in r0, r1, … */
interface MvmProgram {
  readonly name: string
  readonly registers: readonly bigint[]
}

/** The programs of bench/mvm. */
export const MVM_PROGRAMS: readonly MvmProgram[] = [
  {
    name: 'alu',
    registers: [0n, 16360481263633250817n, 10000000n, 10000000n, 5801154222890467072n, 7n, 0n, 0n, 0n],
  },
  { name: 'mem', registers: [0n, 698n, 698n, 89700000n, 0n, 0n, 130000n, 130000n, 186n] },
  { name: 'call', registers: [0n, 3000000n, 3000000n, 0n, 0n, 0n, 0n, 0n, 0n] },
  { name: 'mix', registers: [0n, 5000000n, 5000000n, 37345678n, 0n, 0n, 137n, 0n, 0n] },
]

const ENGINES: readonly EngineName[] = ['interpreter', 'jit']

/** Runs a program to its end, or until the fuel is used up; the time and the number of instructions. */
export function runMvm(
  { name, registers }: MvmProgram,
  engine: EngineName,
  tuning: Partial<Tuning> = {},
  fuel = Number.MAX_SAFE_INTEGER,
): { readonly milliseconds: number; readonly instructions: number } {
  const services = { write: () => undefined, now: () => 0n }
  const { vm } = buildMachine(mvmKit, { image: imageOf(name), engine, tuning, services })
  const start = performance.now()
  const stop = vm.run(fuel)
  const milliseconds = performance.now() - start
  const wrong = stop.kind === 'exit' && registers.some((value, index) => vm.register(`r${index}`) !== value)
  if (wrong || (stop.kind !== 'exit' && stop.kind !== 'fuel'))
    throw new Error(`${name}: ${engine} computes wrongly`)
  return { milliseconds, instructions: vm.retired }
}

function imageOf(name: string): Uint8Array {
  const text = readFileSync(`bench/mvm/${name}.asm`, 'utf8')
  const { image } = assembleSections({ name, text, machine: mvm })
  if (image === undefined) throw new Error(`${name} does not assemble`)
  return image
}

/** Measures all programs on the engines that are fast enough. */
export function measureMvm(runs: number): readonly Measurement[] {
  return MVM_PROGRAMS.flatMap((program) =>
    ENGINES.map((engine) => {
      const taken = Array.from({ length: runs }, () => runMvm(program, engine))
      const work = { amount: taken[0].instructions, unit: 'instructions' } as const
      const samples = taken.map(({ milliseconds }) => milliseconds)
      return { benchmark: `mvm-${program.name}`, subject: engine, work, samples }
    }),
  )
}
