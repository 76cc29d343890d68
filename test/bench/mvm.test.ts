// MVM's benchmark programs begin alike on the engines that are measured; its kernels compute what C computes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ENGINE_NAMES } from 'isaforge/engines'
import { expect, test } from 'vitest'
import { compile, findCompiler, runNative } from '../../bench/c-compiler.js'
import { MVM_PROGRAMS, runMvm } from '../../bench/mvm.js'
import { MVM_KERNELS, runMvmKernel } from '../../bench/mvm-kernels.js'
import { programNamed } from '../../bench/programs.js'

test.each(MVM_PROGRAMS)('$name runs on the measured engines', (program) => {
  const fuel = 20_000
  for (const engine of ['interpreter', 'jit'] as const)
    expect(runMvm(program, engine, { warmUp: 0 }, fuel).instructions).toBe(fuel)
})

const compiler = findCompiler()

test.each(MVM_KERNELS)('%s computes the same on all engines, and in C', (name) => {
  const { tinyParameters } = programNamed(name)
  const [wanted, ...others] = ENGINE_NAMES.map(
    (engine) => runMvmKernel(name, engine, tinyParameters).checksum,
  )
  if (compiler !== undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'isaforge-kernels-'))
    others.push(runNative(compile(compiler, name, folder), tinyParameters).checksum)
    rmSync(folder, { recursive: true })
  }
  expect(new Set([wanted, ...others]).size).toBe(1)
})
