// C programs: finding a compiler, building, running.
import { execFileSync, spawnSync } from 'node:child_process'

/** A C compiler that works here. */
export interface Compiler {
  readonly command: string
  /** The first line of what it says about itself. */
  readonly version: string
}

const CANDIDATES = ['gcc', 'cc', 'clang']

/** The first C compiler on the path. */
export function findCompiler(): Compiler | undefined {
  for (const command of CANDIDATES) {
    const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' })
    if (status === 0) return { command, version: stdout.split('\n')[0] }
  }
  return undefined
}

/** Rounds after each operation, as guests do; floats then come out alike wherever a processor could do two at once. */
const ROUNDING = '-ffp-contract=off'

/** Builds `bench/c/NAME.c` with -O2 into a folder; returns the program's path. */
export function compile(compiler: Compiler, name: string, into: string): string {
  const program = `${into}/${name}`
  execFileSync(compiler.command, ['-O2', ROUNDING, '-o', program, `bench/c/${name}.c`, '-lm'], {
    stdio: 'inherit',
  })
  return program
}

/** What one run of a C program gave. */
export interface NativeRun {
  readonly checksum: number
  readonly milliseconds: number
}

/** Runs a program that `compile` built. */
export function runNative(program: string, parameters: readonly number[]): NativeRun {
  const output = execFileSync(program, parameters.map(String), { encoding: 'utf8' })
  const [checksum, milliseconds] = output.split(' ').map(Number)
  return { checksum, milliseconds }
}
