// uVM's kernels compute on every engine what they compute in C.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ENGINE_NAMES } from 'isaforge/engines'
import { expect, test } from 'vitest'
import { compile, findCompiler, runNative } from '../../bench/c-compiler.js'
import { compileUvmKernel, runUvmKernel, UVM_KERNELS } from '../../bench/uvm.js'

const compiler = findCompiler()

test.each(UVM_KERNELS)('$name computes the same on all engines, and in C', (kernel) => {
  const { image, parameters } = compileUvmKernel(kernel, kernel.tiny)
  const [wanted, ...others] = ENGINE_NAMES.map((engine) => runUvmKernel(kernel, image, engine).checksum)
  if (compiler !== undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'isaforge-kernels-'))
    others.push(runNative(compile(compiler, kernel.native, folder), parameters).checksum)
    rmSync(folder, { recursive: true })
  }
  expect(new Set([wanted, ...others]).size).toBe(1)
})
