// Runs programs on several subjects in lockstep and says where they disagree.
import { ENGINE, type Machine, type Region } from 'isaforge/core'
import { decodeSnapshot, encodeSnapshot, type Snapshot, type Stop } from 'isaforge/engines'
import type { Program } from './program.js'
import { Subject, type SubjectDefinition } from './subject.js'
import type { FuzzTarget } from './target.js'
import type { Terrain } from './terrain.js'

/** A disagreement: after which run, between whom, and about what. */
export interface Difference {
  readonly run: number
  readonly subject: string
  /** One sentence per thing that differs. */
  readonly findings: readonly string[]
}

/** What is there for one board: a machine on which programs are staged, and the subjects. */
interface Bench {
  readonly stage: Subject
  readonly subjects: readonly Subject[]
  readonly terrain: Omit<Terrain, 'code'>
}

/** Machines for every board of a target, built once. */
export class Laboratory {
  private readonly benches: readonly Bench[]

  /** The first subject is the oracle. With several, one more changes between them at every run. */
  constructor(
    readonly target: FuzzTarget,
    definitions: readonly SubjectDefinition[],
  ) {
    this.benches = target.boards.map((entries) => {
      const make = (definition: SubjectDefinition): Subject => new Subject(definition, entries)
      const stage = make({ label: 'stage', kit: target.kit, engine: 'reference' })
      return { stage, subjects: definitions.map(make), terrain: terrainOf(target, stage) }
    })
  }

  get machine(): Machine {
    return this.target.kit.machine
  }

  get terrains(): readonly Omit<Terrain, 'code'>[] {
    return this.benches.map(({ terrain }) => terrain)
  }

  /** The state in which a program starts. */
  stage(program: Program): Snapshot {
    const { stage } = this.benches[program.board]
    const { vm } = stage
    stage.reset()
    for (const { address, bytes, space } of program.data) this.put(stage, address, bytes, space)
    let at = program.code.address
    for (const bytes of program.code.instructions) {
      this.put(stage, at, bytes)
      at += BigInt(bytes.length)
    }
    for (const [name, value] of Object.entries(program.registers)) vm.setRegister(name, value)
    vm.pc = program.start
    return vm.snapshot()
  }

  /** Writes what lies inside memory; the rest of a patch falls off its end. */
  private put({ vm }: Subject, address: bigint, bytes: Uint8Array, space = this.target.kit.space): void {
    const region = vm.state.regionAt(space, address, 1)
    if (region === undefined) return
    const room = Number(region.start + BigInt(region.bytes) - address)
    vm.writeMemory(region.space, address, bytes.subarray(0, room))
  }

  /** Runs a program everywhere; the first disagreement, or undefined. */
  compare(program: Program): Difference | undefined {
    const { subjects } = this.benches[program.board]
    const start = this.stage(program)
    const [oracle, ...others] = subjects
    for (const subject of subjects) subject.load(start, program)
    for (let run = 0; run < program.runs.length; run++) {
      const fuel = program.runs[run]
      const before = oracle.vm.retired
      const expected = oracle.run(fuel, 2 ** 30)
      const lost = checkFuel(expected, oracle.vm.retired - before, fuel)
      if (lost !== undefined) return { run, subject: oracle.definition.label, findings: [lost] }
      for (const subject of others) {
        const findings = findingsOf(oracle, expected, subject, subject.run(fuel, program.piece))
        if (findings.length > 0) return { run, subject: subject.definition.label, findings }
      }
    }
    return this.compareWandering(program, start) ?? this.compareTwin(program, start)
  }

  /** The same program on another machine that executes it. */
  private compareTwin(program: Program, start: Snapshot): Difference | undefined {
    const findings = this.target.twin?.(this.benches[program.board].stage.vm, start) ?? []
    return findings.length > 0 ? { run: 0, subject: 'the twin', findings } : undefined
  }

  /** The longer programs once more, continued by another engine from a decoded snapshot after every run. */
  private compareWandering(program: Program, start: Snapshot): Difference | undefined {
    const { subjects } = this.benches[program.board]
    if (subjects.length < 2 || program.runs.length < 3 || program.blocking !== 0) return undefined
    const [oracle] = subjects
    const final = oracle.guestState.slice()
    const [pc, retired] = [oracle.vm.pc, oracle.vm.retired]
    let carried = start
    let subject = oracle
    program.runs.forEach((fuel, run) => {
      subject = subjects[(run + 1) % subjects.length]
      subject.load(carried, program)
      subject.run(fuel, 2 ** 30)
      carried = decodeSnapshot(encodeSnapshot(subject.vm.snapshot()))
    })
    const same =
      subject.vm.pc === pc &&
      subject.vm.retired === retired &&
      Buffer.compare(subject.guestState, final) === 0
    if (same) return undefined
    const findings = ['continuing from snapshots on changing engines ends in another state']
    return { run: program.runs.length - 1, subject: 'all in turn', findings }
  }
}

function terrainOf({ kit }: FuzzTarget, { vm, board }: Subject): Omit<Terrain, 'code'> {
  const devices = board.components.flatMap(({ behaviour }, index) => {
    const place = board.placement(index)
    return behaviour.kind === 'device' && place !== undefined ? [place.start] : []
  })
  const isMapped = ({ space }: Region): boolean => space === kit.space
  const { regions } = vm.state.layout
  return {
    machine: kit.machine,
    space: kit.space,
    regions: regions.filter(isMapped),
    own: regions.filter((region) => !isMapped(region)),
    devices,
  }
}

/** A run that used up its fuel has executed exactly that many instructions; no run executes more. */
function checkFuel(stop: Stop, executed: number, fuel: number): string | undefined {
  const exact = stop.kind === 'fuel' ? executed === fuel : executed <= fuel
  return exact ? undefined : `stopped with ${stop.kind} after ${executed} instructions, with fuel for ${fuel}`
}

function findingsOf(oracle: Subject, expected: Stop, subject: Subject, actual: Stop): string[] {
  const findings: string[] = []
  const compare = (what: string, a: unknown, b: unknown): void => {
    if (a !== b) findings.push(`${what}: ${oracle.definition.label} ${a}, ${subject.definition.label} ${b}`)
  }
  compare('stop', stopText(expected), stopText(actual))
  compare('pc', oracle.vm.pc, subject.vm.pc)
  compare('retired', oracle.vm.retired, subject.vm.retired)
  if (Buffer.compare(oracle.guestState, subject.guestState) !== 0)
    findings.push(...stateFindings(oracle, subject))
  const calls = Math.max(oracle.log.length, subject.log.length)
  for (let index = 0; index < calls && findings.length < 12; index++) {
    compare(`event ${index}`, oracle.log[index], subject.log[index])
  }
  return findings
}

function stopText(stop: Stop): string {
  return Object.entries(stop)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ')
}

function stateFindings(oracle: Subject, subject: Subject): string[] {
  const { machine, layout } = oracle.vm.state
  const findings: string[] = []
  for (const file of machine.registers) {
    file.names.forEach((name, index) => {
      const [a, b] = [oracle, subject].map(({ vm }) => vm.state.register(file, index))
      if (!Object.is(a, b)) findings.push(`${name}: ${a} and ${b}`)
    })
  }
  const [a, b] = [oracle.guestState, subject.guestState]
  for (const region of layout.regions) {
    for (let at = 0; at < region.bytes && findings.length < 12; at++) {
      const index = region.offset + at - ENGINE.bytes
      const address = `${region.space.name} 0x${(region.start + BigInt(at)).toString(16)}`
      if (a[index] !== b[index]) findings.push(`stored byte ${address}: ${a[index]} and ${b[index]}`)
    }
  }
  return findings.length > 0 ? findings : ['unused register slots differ']
}
