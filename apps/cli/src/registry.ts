// The machines that the command line knows: one line each. Loading one is left to the command that needs it.

import { didYouMean, type MachineKit } from 'isaforge/core'
import { usageFailure } from './failure.js'

/** How a machine is found and loaded. */
interface RegistryEntry {
  /** File names that can only mean this machine; a test holds them against the machine's own description. */
  readonly extensions: readonly string[]
  /** File names that mean this machine where a program is run, and are common among assembly languages elsewhere. */
  readonly sharedExtensions?: readonly string[]
  readonly load: () => Promise<MachineKit>
}

/** What a kit knows about its own components is nobody's business but its own. */
const opaque = <Facts>(kit: MachineKit<Facts>): MachineKit => kit as unknown as MachineKit

/** The machines by name. */
export const MACHINES: Readonly<Record<string, RegistryEntry>> = {
  lrvm: {
    extensions: ['.lasm', '.lrvm'],
    load: () => import('isaforge/machines/lrvm').then((m) => opaque(m.lrvmKit)),
  },
  mvm: {
    extensions: ['.mvm'],
    sharedExtensions: ['.asm'],
    load: () => import('isaforge/machines/mvm').then((m) => opaque(m.mvmKit)),
  },
  stackvm: {
    extensions: ['.vm', '.out'],
    load: () => import('isaforge/machines/stackvm').then((m) => opaque(m.stackVmKit)),
  },
  uvm: {
    extensions: ['.uasm', '.uc'],
    load: () => import('isaforge/machines/uvm').then((m) => opaque(m.uvmKit)),
  },
}

const knownMachines = (): string => `known machines: ${Object.keys(MACHINES).join(', ')}`

/** Loads a machine by name. */
export async function machineNamed(name: string): Promise<MachineKit> {
  const entry = Object.hasOwn(MACHINES, name) ? MACHINES[name] : undefined
  if (entry !== undefined) return entry.load()
  const guess = didYouMean(name, Object.keys(MACHINES))
  const hint = guess === undefined ? knownMachines() : `did you mean ${guess}? (${knownMachines()})`
  throw usageFailure('unknown-machine', `there is no machine called '${name}'`, hint)
}

/** The machine that a file belongs to, by its option or else by its name. */
export async function machineFor(file: string, name: string | undefined): Promise<MachineKit> {
  if (name !== undefined) return machineNamed(name)
  const claims = Object.entries(MACHINES).filter(([, { extensions, sharedExtensions = [] }]) =>
    [...extensions, ...sharedExtensions].some((one) => file.endsWith(one)),
  )
  if (claims.length === 1) return claims[0][1].load()
  const what = file === '-' ? 'the standard input does not say' : `the name of '${file}' does not say`
  const names = claims.length > 1 ? `it could be ${claims.map(([one]) => one).join(' or ')}` : knownMachines()
  throw usageFailure('unknown-machine', `${what} which machine it is for`, `say it with --machine; ${names}`)
}

/** The machine that a source is for, by its option or else by the files' names; none when these say nothing. */
export async function machineForSource(
  files: readonly string[],
  name: string | undefined,
): Promise<MachineKit | undefined> {
  if (name !== undefined) return machineNamed(name)
  const extensions = Object.values(MACHINES).flatMap((entry) => entry.extensions)
  const file = files.find((each) => extensions.some((one) => each.endsWith(one)))
  return file === undefined ? undefined : machineFor(file, undefined)
}
