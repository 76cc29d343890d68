// The machines that are fuzzed. A machine joins with one line; hints only make its programs more interesting.
import type { BoardEntry, Constant, MachineKit } from 'isaforge/core'
import type { Snapshot, VirtualMachine } from 'isaforge/engines'
import { lrvmKit } from 'isaforge/machines/lrvm'
import { mvmKit } from 'isaforge/machines/mvm'
import { uvmKit } from 'isaforge/machines/uvm'
import { probe, probeKit } from '../engines/probe.js'
import { toyKit } from '../toy/machine.js'
import { settleLrvm } from './lrvm.js'
import { lrvmDialect } from './lrvm-dialect.js'
import { mvmBoards, settleMvm } from './mvm.js'
import { mvmDialect } from './mvm-dialect.js'
import { probeDialect } from './probe-dialect.js'
import type { Patch } from './program.js'
import type { Random } from './random.js'
import type { Dialect } from './shape.js'
import { stackVmTargets } from './stackvm.js'
import type { Terrain } from './terrain.js'
import { toyDialect } from './toy-dialect.js'
import { settleUvm, uvmBoards } from './uvm.js'
import { uvmDialect, uvmSoup } from './uvm-dialect.js'

/** What a machine's own hint adds to a program. */
export interface Settled {
  readonly registers?: Readonly<Record<string, Constant>>
  readonly data?: readonly Patch[]
}

/** A machine, the boards its programs run on, and what makes them interesting. */
export interface FuzzTarget {
  // biome-ignore lint/suspicious/noExplicitAny: facts are private between a machine and its components
  readonly kit: MachineKit<any>
  /** Small boards; building one costs more than a thousand programs on it. */
  readonly boards: readonly (readonly BoardEntry[])[]
  /** Names of instructions without which others achieve nothing. */
  readonly often?: readonly string[]
  /** Wild bytes that mean something now and then. */
  readonly soup?: (random: Random, count: number) => Uint8Array
  /** How many programs have a shape. */
  readonly shaped?: number
  /** Limits of the fuel of one run of a program with a shape. */
  readonly fuel?: readonly number[]
  /** Runs what a state says on another machine that executes the same programs, and says what differs. */
  readonly twin?: (vm: VirtualMachine, start: Snapshot) => readonly string[]
  /** How many words there are on the machine's operand stack. */
  readonly depth?: (vm: VirtualMachine) => number
  /** Names of instructions that mostly spoil a program. */
  readonly seldom?: readonly string[]
  /** Gives registers and memory a sensible setting most of the time. */
  readonly settle?: (random: Random, terrain: Terrain) => Settled
  /** Lets half of the programs have a shape, unless `shaped` says another share. */
  readonly dialect?: Dialect
  /** Names of instructions that call, and of those that programs return with. */
  readonly calls?: readonly string[]
  readonly returns?: readonly string[]
  /** States whose changes are worth counting; 0 means off. */
  readonly watched?: (vm: VirtualMachine) => Readonly<Record<string, number>>
}

const rom = (bytes: number): BoardEntry => ({ type: 'rom', bytes })
const ram = (bytes: number): BoardEntry => ({ type: 'ram', bytes })
const display: BoardEntry = { type: 'character-display' }
const debug: BoardEntry = { type: 'basic-debug' }

const lrvmTarget: FuzzTarget = {
  kit: lrvmKit,
  boards: [
    [rom(512), ram(4096), display, debug],
    [ram(1024), display, debug],
    [rom(100), display, ram(92), { ...ram(64), mapped: false }],
    [ram(36), rom(60), debug, ram(2052), ram(4)],
    [ram(8188), debug],
  ],
  seldom: ['reset', 'lsm'],
  settle: settleLrvm,
  dialect: lrvmDialect,
  calls: ['call'],
  returns: ['pop'],
  watched: (vm) => ({
    'the MMU': Number(vm.register('mtt') === 1),
    'user mode': Number(vm.register('smt') === 0),
    'an exception': Number(vm.register('et')),
  }),
}

const probeTarget = (order: 'little' | 'big'): FuzzTarget => {
  const kit = probeKit(probe(order))
  return { kit, boards: PROBE_BOARDS, dialect: probeDialect(kit.machine), calls: ['link'], returns: ['mov'] }
}

const PROBE_BOARDS = [[ram(2048)], [rom(400), ram(500)]]

const mvmTarget: FuzzTarget = {
  kit: mvmKit,
  boards: mvmBoards,
  seldom: ['data', 'int', 'entry'],
  settle: settleMvm,
  dialect: mvmDialect,
  calls: ['call'],
  returns: ['ret'],
  watched: (vm) => ({ 'the text section': Number(vm.register('text_mode') === 1) }),
}

const uvmTarget: FuzzTarget = {
  kit: uvmKit,
  boards: uvmBoards,
  often: ['ipush', 'fpush', 'idup', 'iload0', 'iloadcf'],
  settle: settleUvm,
  dialect: uvmDialect,
  soup: uvmSoup,
  shaped: 0.75,
  fuel: [100, 600, 3000],
  calls: ['call', 'callw'],
  returns: ['ret'],
  depth: (vm) => Number(vm.register('depth')),
}

const memory = (bytes: number): BoardEntry => ({ type: 'memory', bytes })

const toyTarget: FuzzTarget = {
  kit: toyKit,
  boards: [[memory(100)], [memory(400)]],
  dialect: toyDialect,
}

/** By name, as `--machine` chooses them. */
export const TARGETS: Readonly<Record<string, FuzzTarget>> = {
  lrvm: lrvmTarget,
  mvm: mvmTarget,
  uvm: uvmTarget,
  ...stackVmTargets,
  toy: toyTarget,
  'probe-little': probeTarget('little'),
  'probe-big': probeTarget('big'),
}
