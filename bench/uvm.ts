// uVM's kernels: written in Anvil, compiled to uVM, next to the same in C. What they print is compared with what C computes.
import { readFileSync } from 'node:fs'
import { buildMachine } from 'isaforge/board'
import type { EngineName } from 'isaforge/engines'
import { translate } from 'isaforge/languages/anvil'
import { uvmKit } from 'isaforge/machines/uvm'
import { type Compiler, compile, runNative } from './c-compiler.js'
import { C } from './measure-program.js'
import type { Measurement } from './results.js'

/** A kernel that exists in Anvil (`uvm/NAME.anvil`) and in C. */
export interface UvmKernel {
  readonly name: string
  /** `c/NAME.c` */
  readonly native: string
  /** The constants of the Anvil program that are the arguments of the C program, in their order. */
  readonly constants: readonly string[]
  /** Their values where even the slowest engine has to be done at once. */
  readonly tiny: readonly number[]
  /** Whether its result is a float. */
  readonly isFloat: boolean
}

/** The programs of bench/uvm. */
export const UVM_KERNELS: readonly UvmKernel[] = [
  { name: 'loops', native: 'uvm-loops', constants: ['SIZE'], tiny: [7], isFloat: false },
  { name: 'fib', native: 'fib', constants: ['N'], tiny: [9], isFloat: false },
  { name: 'nbody', native: 'uvm-nbody', constants: ['STEPS'], tiny: [40], isFloat: true },
  {
    name: 'mandelbrot',
    native: 'uvm-mandelbrot',
    constants: ['SIZE', 'LIMIT'],
    tiny: [6, 20],
    isFloat: false,
  },
]

const ENGINES: readonly EngineName[] = ['interpreter', 'jit']

/** A kernel's code, and the parameters that it has. */
export interface UvmProgram {
  readonly image: Uint8Array
  readonly parameters: readonly number[]
}

/** Compiles a kernel, with its own parameters or with others. */
export function compileUvmKernel({ name, constants }: UvmKernel, others?: readonly number[]): UvmProgram {
  let text = readFileSync(`bench/uvm/${name}.anvil`, 'utf8')
  const parameters = constants.map((constant, index) => {
    const line = new RegExp(`^const ${constant} = ([\\d_]+)$`, 'm')
    const value = others?.[index] ?? Number(line.exec(text)?.[1].replaceAll('_', ''))
    text = text.replace(line, `const ${constant} = ${value}`)
    return value
  })
  const { program } = translate(name, text)
  const image = program && uvmKit.compiler?.compile(program, {}).image
  if (image === undefined) throw new Error(`${name} does not compile`)
  return { image, parameters }
}

interface Sample {
  readonly milliseconds: number
  readonly checksum: number
  readonly instructions: number | undefined
}

/** Runs a kernel to its end; its checksum is the word that it prints. */
export function runUvmKernel({ name, isFloat }: UvmKernel, image: Uint8Array, engine: EngineName): Sample {
  let printed = ''
  const services = {
    write: (text: string) => {
      printed += text
    },
    now: () => 0n,
  }
  const { vm } = buildMachine(uvmKit, { image, engine, services })
  const start = performance.now()
  const stop = vm.run()
  const milliseconds = performance.now() - start
  if (stop.kind !== 'halted') throw new Error(`${name} stopped with ${stop.kind} on the ${engine} engine`)
  return { milliseconds, checksum: wordOf(printed, isFloat), instructions: vm.retired }
}

function wordOf(text: string, isFloat: boolean): number {
  const value = Number(text)
  return isFloat ? new Uint32Array(Float32Array.of(value).buffer)[0] : value >>> 0
}

/** Measures the kernels; throws when two subjects disagree. */
export function measureUvm(
  runs: number,
  compiler: Compiler | undefined,
  folder: string,
): readonly Measurement[] {
  return UVM_KERNELS.flatMap((kernel) => measureKernel(kernel, runs, compiler, folder))
}

function measureKernel(
  kernel: UvmKernel,
  runs: number,
  compiler: Compiler | undefined,
  folder: string,
): readonly Measurement[] {
  const { image, parameters } = compileUvmKernel(kernel)
  const subjects: [string, () => Sample][] = ENGINES.map((engine) => [
    engine,
    () => runUvmKernel(kernel, image, engine),
  ])
  if (compiler !== undefined) {
    const native = compile(compiler, kernel.native, folder)
    subjects.push([C, () => ({ ...runNative(native, parameters), instructions: undefined })])
  }
  const taken = subjects.map(([subject, run]) => ({ subject, samples: Array.from({ length: runs }, run) }))
  const checksums = new Set(taken.flatMap(({ samples }) => samples.map(({ checksum }) => checksum)))
  if (checksums.size !== 1)
    throw new Error(`${kernel.name}: the subjects disagree: ${[...checksums].join(', ')}`)
  const amount = taken[0].samples[0].instructions ?? 0
  return taken.map(({ subject, samples }) => ({
    benchmark: `uvm-${kernel.name}`,
    subject,
    work: { amount, unit: 'instructions' as const },
    samples: samples.map(({ milliseconds }) => milliseconds),
  }))
}
