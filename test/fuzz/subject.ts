// A machine under test: it runs programs on one engine and writes down everything that leaves it.
import { Board, guestMemory, powerUp } from 'isaforge/board'
import { type BoardEntry, ENGINE, type HostImplementation, type MachineKit, planBoard } from 'isaforge/core'
import {
  type EngineName,
  forgetPopped,
  type Snapshot,
  type Stop,
  type Tuning,
  VirtualMachine,
} from 'isaforge/engines'
import { EAGER } from '../engines/eager.js'
import type { Program } from './program.js'
import { mix } from './random.js'

/** What a subject is made of. The kit is the target's, except where a test plants a fault. */
export interface SubjectDefinition {
  readonly label: string
  // biome-ignore lint/suspicious/noExplicitAny: facts are private between a machine and its components
  readonly kit: MachineKit<any>
  readonly engine: EngineName
  /** Switches of the JIT; by default it compiles everything at once. */
  readonly tuning?: Partial<Tuning>
}

/** Tunings that runs of the fuzzer take in turn. */
const TUNINGS: readonly Partial<Tuning>[] = [
  EAGER,
  { ...EAGER, linkCalls: false },
  { ...EAGER, passRegisters: false },
  { ...EAGER, keepStacks: false },
  { ...EAGER, inlineCalls: 0 },
  { ...EAGER, threshold: 2, mostInstructions: 12 },
  { ...EAGER, batch: 2, mostBlocks: 4, mostCopies: 1 },
  { ...EAGER, threshold: 5, mostRegions: 3 },
  // What calls and what is called get compiled together only if neither is compiled at its first jump.
  { ...EAGER, threshold: 2, batch: 3 },
]

/** The tuning that a seed stands for. */
export const tuningFor = (seed: number): Partial<Tuning> => TUNINGS[seed % TUNINGS.length]

/** One machine on one board, used for many programs. */
export class Subject {
  readonly vm: VirtualMachine
  // biome-ignore lint/suspicious/noExplicitAny: facts are private between a machine and its components
  readonly board: Board<any>
  /** Host calls with the state they saw, and device output, since the last `load`. */
  log: string[] = []
  private blocking = 0
  private blockedAt = -1

  constructor(
    readonly definition: SubjectDefinition,
    entries: readonly BoardEntry[],
  ) {
    const { kit, engine, tuning = EAGER } = definition
    const services = {
      write: (text: string) => void this.log.push(`writes ${JSON.stringify(text)}`),
      now: () => (this.vm === undefined ? 0n : BigInt(this.vm.retired)),
      emit: (stream: string, bytes: Uint8Array) => this.log.push(`${stream}: ${bytes.join()}`) > 0,
      read: (most: number) => this.input(most),
    }
    const board = new Board(planBoard(kit, entries, new Uint8Array()), kit.space, services)
    this.board = board
    this.vm = new VirtualMachine(kit.machine, {
      regions: [...board.regions(), ...(kit.ownMemory?.(board.components) ?? [])],
      host: (guest) => this.watched(kit.host(board, guest)),
      devices: { save: () => board.save(), restore: (saved) => board.restore(saved) },
      engine,
      tuning,
    })
    board.connect(guestMemory(this.vm, kit.space))
    board.resetAll()
  }

  /** Returns the machine to the state in which it comes from the factory, its memory empty. */
  reset(): void {
    const { vm, board } = this
    vm.reset()
    powerUp(this.definition.kit, board, vm)
    vm.state.bytes.fill(0, vm.state.layout.guestStart)
  }

  /** Host functions that log their arguments, and at times have nothing yet. */
  private watched(
    functions: Readonly<Record<string, HostImplementation>>,
  ): Record<string, HostImplementation> {
    const mayBlock = new Map(
      this.definition.kit.machine.hostCalls().map((call) => [call.name, call.mayBlock]),
    )
    const wrap = ([name, host]: [string, HostImplementation]): [string, HostImplementation] => [
      name,
      (...values) => {
        const { vm } = this
        this.log.push(
          `${name}(${values.join(', ')}) at ${vm.pc}, ${vm.retired} retired, registers ${this.checksum()}`,
        )
        if (mayBlock.get(name) && this.blocksNow()) return undefined
        return host(...values)
      },
    ]
    return Object.fromEntries(Object.entries(functions).map(wrap))
  }

  /** What a guest reads depends on nothing but how far it is. */
  private input(most: number): Uint8Array {
    const seed = mix(1, this.vm.retired)
    return Uint8Array.from({ length: Math.min(most, seed % 20) }, (_, index) => seed >>> index)
  }

  private blocksNow(): boolean {
    const { vm } = this
    if (this.blocking === 0 || vm.retired === this.blockedAt || mix(this.blocking, vm.retired) % 4 !== 0)
      return false
    this.blockedAt = vm.retired
    vm.state.view.setInt32(ENGINE.blocked, 1, true)
    return true
  }

  private checksum(): number {
    const { bytes, layout } = this.vm.state
    let sum = 0
    for (let at: number = ENGINE.bytes; at < layout.guestStart; at++)
      sum = (Math.imul(sum, 31) + bytes[at]) | 0
    return sum
  }

  /** Puts the machine into the state a program starts in. */
  load(start: Snapshot, program: Program): void {
    this.log = []
    this.blocking = program.blocking
    this.blockedAt = -1
    this.vm.restore(start)
    this.vm.setBreakpoints(program.breakpoints)
  }

  /** Runs in pieces of at most `piece` instructions, as if it were one run. */
  run(fuel: number, piece: number): Stop {
    for (let left = fuel; ; left -= piece) {
      const stop = this.vm.run(Math.min(left, piece))
      if (stop.kind !== 'fuel' || left <= piece) return stop
    }
  }

  /** Everything a guest can see, and hidden registers. */
  get guestState(): Uint8Array {
    forgetPopped(this.vm.state)
    return this.vm.state.bytes.subarray(ENGINE.bytes, this.vm.state.layout.bytes)
  }
}
