// Runs the command line as its users do: bundled, in a process of its own, in a folder of its own.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'

/** What came of a command. */
export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningOptions {
  readonly input?: string | Uint8Array
  /** Called with the process as soon as it has started. */
  readonly started?: (child: ChildProcess) => void
}

/** The command line for the tests of one file. */
export interface CommandLine {
  /** Runs `isaforge` with these words. */
  run(words: readonly string[], options?: RunningOptions): Promise<Ended>
  /** Writes a file into the folder that commands run in. */
  write(name: string, contents: string | Uint8Array): void
  /** The path of a file in that folder. */
  path(name: string): string
}

/** Builds the command line before the tests of a file and removes it afterwards. */
export function useCommandLine(): CommandLine {
  const base = mkdtempSync(join(tmpdir(), 'isaforge-test-'))
  const folder = join(base, 'work')
  mkdirSync(folder)
  beforeAll(async () => {
    const { bundleCommandLine } = await import('../../scripts/command-line.mjs')
    await bundleCommandLine(join(base, 'bundle'))
  })
  afterAll(() => rmSync(base, { recursive: true, force: true }))
  return {
    run: (words, options = {}) => execute(join(base, 'bundle/main.cjs'), folder, words, options),
    write: (name, contents) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), contents)
    },
    path: (name) => join(folder, name),
  }
}

function execute(
  main: string,
  cwd: string,
  words: readonly string[],
  options: RunningOptions,
): Promise<Ended> {
  const { FORCE_COLOR: _, ...environment } = process.env
  const child = spawn(process.execPath, [main, ...words], { cwd, env: { ...environment, NO_COLOR: '1' } })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.input ?? '')
  options.started?.(child)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}

/** A program that writes `Hi` and halts. */
export const GREETING = `
main:
  cpy ac0, 0x11
  shl ac0, 16
  cpy a0, "H"
  wsa ac0, a0
  cpy a0, "i"
  wsa ac0, a0
  halt
`

/** A program that never ends. */
export const ENDLESS = 'main:\n  inc a0\n  jp main\n'
