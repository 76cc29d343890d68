// Assembling and running sources of the section language in tests.
import { assembleSections, type SectionsAssembly, type SectionsInput } from 'isaforge/assembly/sections'
import { buildMachine } from 'isaforge/board'
import type { BoardEntry } from 'isaforge/core'
import type { EngineName, Stop, VirtualMachine } from 'isaforge/engines'
import { boardOf, mvm, mvmKit } from 'isaforge/machines/mvm'

/** Assembles a text for MVM. */
export function assembled(text: string, options: Partial<SectionsInput> = {}): SectionsAssembly {
  return assembleSections({ name: 'test.asm', text, machine: mvm, ...options })
}

/** The image of a text that has to be right. */
export function imageOf(text: string, options: Partial<SectionsInput> = {}): Uint8Array {
  const { image, findings } = assembled(text, options)
  if (image === undefined) throw new Error(findings.map(({ message }) => message).join('; '))
  return image
}

/** What a run left behind. */
export interface Ran {
  readonly vm: VirtualMachine
  readonly stop: Stop
  readonly output: string
  readonly errors: string
}

/** How to run. */
export interface RunSettings {
  readonly input?: string
  readonly engine?: EngineName
  readonly fuel?: number
  readonly board?: readonly BoardEntry[]
}

/** Runs an image with some input, all of it there at once. */
export function ran(image: Uint8Array, settings: RunSettings = {}): Ran {
  const { input = '', engine = 'interpreter', fuel = 10_000_000, board = ROOMY } = settings
  const written = { output: '', error: '' }
  let rest = new TextEncoder().encode(input)
  const services = {
    write: () => undefined,
    now: () => 0n,
    emit: (stream: 'output' | 'error', bytes: Uint8Array) => {
      written[stream] += new TextDecoder().decode(bytes)
      return true
    },
    read: (most: number) => {
      const given = rest.subarray(0, most)
      rest = rest.subarray(most)
      return given
    },
  }
  const { vm } = buildMachine(mvmKit, { image, board, engine, services })
  const stop = vm.run(fuel)
  return { vm, stop, output: written.output, errors: written.error }
}

const ROOMY = boardOf({ memory: 65_536n, stack: 8192n }) ?? []
