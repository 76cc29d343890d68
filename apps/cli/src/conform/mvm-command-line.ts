// MVM's command line vectors, on files in memory (the vectors' README, cli).

import type { OutputStream } from 'isaforge/core'
import { mvmCommandLine } from '../mvm/command-line.js'
import type { System } from '../mvm/system.js'
import { bytesOfHex, hexOfBytes } from './bytes.js'
import type { ConformanceCase } from './suite.js'

/** A command line case. */
export interface MvmCommandLineCase extends ConformanceCase {
  readonly files?: Readonly<Record<string, { readonly text?: string; readonly hex?: string }>>
  readonly args: readonly string[]
  readonly stdin?: string
  readonly expect: {
    readonly exit_code: number
    readonly stdout?: string
    readonly stdout_hex?: string
    readonly stderr?: string
    readonly stderr_hex?: string
    readonly stderr_contains?: readonly string[]
    readonly files?: Readonly<Record<string, string>>
  }
}

const hexOfText = (text: string): string => hexOfBytes(new TextEncoder().encode(text))

/** What differs from the expectation, as sentences; empty when the case passes. */
export function checkCommandLineCase(one: MvmCommandLineCase): readonly string[] {
  const { expect } = one
  const system = new SystemInMemory(one)
  const status = mvmCommandLine(one.args, system)
  const { output, error } = system.written
  const errors = new TextDecoder().decode(Uint8Array.from(error))
  return [
    ...compare('the exit code', status, expect.exit_code),
    ...compareBytes('the output', output, expect.stdout_hex, expect.stdout),
    ...compareBytes('the error output', error, expect.stderr_hex, expect.stderr),
    ...(expect.stderr_contains ?? [])
      .filter((text) => !errors.includes(text))
      .map((text) => `the error output lacks ${text}: ${errors}`),
    ...compare('the files', JSON.stringify(system.changed()), JSON.stringify(expect.files ?? {})),
  ]
}

const compare = (what: string, actual: unknown, wanted: unknown): readonly string[] =>
  actual === wanted ? [] : [`${what}: ${actual}, expected ${wanted}`]

function compareBytes(
  what: string,
  actual: readonly number[],
  hex: string | undefined,
  text: string | undefined,
): readonly string[] {
  const wanted = hex ?? (text === undefined ? undefined : hexOfText(text))
  return wanted === undefined ? [] : compare(what, hexOfBytes(Uint8Array.from(actual)), wanted)
}

/** Numbers of the system's errors. */
const NOT_FOUND = 2
const IS_FOLDER = 21

const failure = (errno: number): Error => Object.assign(new Error(`error ${errno}`), { errno: -errno })

/** Files in memory; folders are what names of files say. */
class SystemInMemory implements System {
  readonly written: Record<OutputStream, number[]> = { output: [], error: [] }
  readonly isTerminal = false
  readonly environment = {}
  private readonly files: Map<string, Uint8Array>
  private readonly before: ReadonlyMap<string, Uint8Array>
  private input: Uint8Array

  constructor({ files = {}, stdin = '' }: MvmCommandLineCase) {
    const entries = Object.entries(files).map(([path, { text, hex }]): [string, Uint8Array] => [
      path,
      text === undefined ? bytesOfHex(hex ?? '') : new TextEncoder().encode(text),
    ])
    this.files = new Map(entries)
    this.before = new Map(entries)
    this.input = new TextEncoder().encode(stdin)
  }

  readonly readFile = (path: string): Uint8Array => {
    const file = this.files.get(path)
    if (file !== undefined) return file
    throw failure(this.isFolder(path) ? IS_FOLDER : NOT_FOUND)
  }

  private isFolder(path: string): boolean {
    return [...this.files.keys()].some((name) => name.startsWith(`${path}/`))
  }

  readonly writeFile = (path: string, contents: Uint8Array): void => {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')))
    if (folder !== '' && !this.isFolder(folder)) throw failure(NOT_FOUND)
    this.files.set(path, contents)
  }

  readonly emit = (stream: OutputStream, bytes: Uint8Array): boolean => {
    for (const byte of bytes) this.written[stream].push(byte)
    return true
  }

  readonly read = (most: number): Uint8Array => {
    const given = this.input.subarray(0, most)
    this.input = this.input.subarray(most)
    return given
  }

  /** Files that are new or have other contents, as hexadecimal digits. */
  changed(): Record<string, string> {
    const changed = [...this.files].filter(([path, contents]) => this.before.get(path) !== contents)
    return Object.fromEntries(changed.map(([path, contents]) => [path, hexOfBytes(contents)]))
  }
}
