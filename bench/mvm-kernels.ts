// Kernels written for MVM next to the same in C: the parameters are those of the other machines' kernels.
import { readFileSync } from 'node:fs'
import { assembleSections } from 'isaforge/assembly/sections'
import { buildMachine } from 'isaforge/board'
import type { EngineName } from 'isaforge/engines'
import { boardOf, mvm, mvmKit } from 'isaforge/machines/mvm'
import { type Compiler, compile, runNative } from './c-compiler.js'
import { C } from './measure-program.js'
import { programNamed } from './programs.js'
import type { Measurement } from './results.js'

/** The kernels of bench/mvm/kernels; MVM has no bitwise operations, so that not all kernels make sense. */
export const MVM_KERNELS = ['sieve', 'fib', 'matrix', 'reverse', 'copy'] as const

const BOARD = boardOf({ memory: 2n ** 26n, stack: 2n ** 20n }) ?? []
const ENGINES: readonly EngineName[] = ['interpreter', 'jit']

interface Sample {
  readonly milliseconds: number
  readonly checksum: number
  readonly instructions: number | undefined
}

/** Runs a kernel to its end; its checksum is the low word of r0. */
export function runMvmKernel(name: string, engine: EngineName, parameters: readonly number[]): Sample {
  const text = readFileSync(`bench/mvm/kernels/${name}.asm`, 'utf8')
  const { image = new Uint8Array() } = assembleSections({ name, text, machine: mvm })
  const services = { write: () => undefined, now: () => 0n }
  const { vm } = buildMachine(mvmKit, { image, board: BOARD, engine, services })
  parameters.forEach((value, index) => {
    vm.setRegister(`r${index}`, BigInt(value))
  })
  const start = performance.now()
  const stop = vm.run()
  const milliseconds = performance.now() - start
  if (stop.kind !== 'exit') throw new Error(`${name} stopped with ${stop.kind} on the ${engine} engine`)
  const checksum = Number(BigInt.asUintN(32, BigInt(vm.register('r0'))))
  return { milliseconds, checksum, instructions: vm.retired }
}

/** Measures the kernels; throws when two subjects disagree. */
export function measureMvmKernels(
  runs: number,
  compiler: Compiler | undefined,
  folder: string,
): readonly Measurement[] {
  return MVM_KERNELS.flatMap((name) => measureKernel(name, runs, compiler, folder))
}

function measureKernel(
  name: string,
  runs: number,
  compiler: Compiler | undefined,
  folder: string,
): readonly Measurement[] {
  const { parameters } = programNamed(name)
  const subjects: [string, () => Sample][] = ENGINES.map((engine) => [
    engine,
    () => runMvmKernel(name, engine, parameters),
  ])
  if (compiler !== undefined) {
    const native = compile(compiler, name, folder)
    subjects.push([C, () => ({ ...runNative(native, parameters), instructions: undefined })])
  }
  const taken = subjects.map(([subject, run]) => ({ subject, samples: Array.from({ length: runs }, run) }))
  const checksums = new Set(taken.flatMap(({ samples }) => samples.map(({ checksum }) => checksum)))
  if (checksums.size !== 1) throw new Error(`${name}: the subjects disagree: ${[...checksums].join(', ')}`)
  const amount = taken[0].samples[0].instructions ?? 0
  return taken.map(({ subject, samples }) => ({
    benchmark: `mvm-${name}`,
    subject,
    work: { amount, unit: 'instructions' as const },
    samples: samples.map(({ milliseconds }) => milliseconds),
  }))
}
