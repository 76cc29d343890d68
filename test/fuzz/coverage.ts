// What made-up programs really do: runs them step by step on the reference engine and counts in how many something happens.
import type { Stop } from 'isaforge/engines'
import { decodeAt } from './decode-at.js'
import { Laboratory } from './laboratory.js'
import { makeProgram, type Program } from './program.js'
import { mix } from './random.js'
import { Subject } from './subject.js'
import type { FuzzTarget } from './target.js'

/** How many programs did something, of all that were made up. */
export interface Coverage {
  readonly programs: number
  /** By what happened. */
  readonly counts: ReadonlyMap<string, number>
  /** Instructions executed by all programs together. */
  readonly executed: number
}

/** Runs `count` programs and watches them. */
export function measureCoverage(target: FuzzTarget, seed: number, first: number, count: number): Coverage {
  const laboratory = new Laboratory(target, [])
  const subjects = target.boards.map(
    (board) => new Subject({ label: 'watched', kit: target.kit, engine: 'reference' }, board),
  )
  const counts = new Map<string, number>()
  let executed = 0
  for (let index = first; index < first + count; index++) {
    const program = makeProgram(target, laboratory.terrains, mix(seed, index))
    const watch = new Watch(target, subjects[program.board], program)
    subjects[program.board].load(laboratory.stage(program), { ...program, breakpoints: [], blocking: 0 })
    executed += watch.run()
    for (const event of watch.events) counts.set(event, (counts.get(event) ?? 0) + 1)
  }
  return { programs: count, counts, executed }
}

/** The shares as a text, the largest first. */
export function coverageText({ programs, counts, executed }: Coverage): string {
  const lines = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([event, count]) => `${((100 * count) / programs).toFixed(1).padStart(6)} %  ${event}`)
  return [
    `${programs} programs, ${(executed / programs).toFixed(1)} instructions each, share of programs with`,
    ...lines,
  ].join('\n')
}

/** Code pages are this large: a store nearby is noticed, too. */
const PAGE = 256n
const OFTEN = 5
/** So many words on an operand stack are the middle of something. */
const MANY_WORDS = 4

/** One program being watched. */
class Watch {
  readonly events = new Set<string>()
  private readonly visits = new Map<bigint, number>()
  /** Addresses of code that was stored by the program itself. */
  private readonly stored = new Set<bigint>()
  /** How deep the operand stack was when an instruction was first reached. */
  private readonly depths = new Map<bigint, number>()
  /** Where the calls that have not returned yet return to. */
  private readonly returns: bigint[] = []
  private readonly codeEnd: bigint

  constructor(
    private readonly target: FuzzTarget,
    private readonly subject: Subject,
    private readonly program: Program,
  ) {
    const { address, instructions } = program.code
    this.codeEnd = address + instructions.reduce((sum, { length }) => sum + BigInt(length), 0n)
    this.watchRuns()
  }

  private watchRuns(): void {
    const { runs, piece, breakpoints, blocking } = this.program
    if (runs.length > 1) this.events.add('several runs')
    if (piece < 2 ** 30) this.events.add('runs in slices')
    if (breakpoints.length > 0) this.events.add('breakpoints')
    if (blocking !== 0) this.events.add('host calls that block')
    if (runs.length > 2 && blocking === 0) this.events.add('snapshots and engine changes in the middle')
  }

  /** Executes the program; the result is the number of instructions. */
  run(): number {
    const { vm } = this.subject
    for (const fuel of this.program.runs) {
      if (!this.runOnce(fuel)) break
      if ((this.target.depth?.(vm) ?? 0) >= MANY_WORDS)
        this.events.add(`no fuel with ${MANY_WORDS} words on the stack`)
    }
    return vm.retired
  }

  /** Whether there was too little fuel to end. */
  private runOnce(fuel: number): boolean {
    for (let left = fuel; left > 0; left--) {
      const stop = this.step()
      if (stop.kind === 'fuel') continue
      this.ending(stop)
      return false
    }
    return true
  }

  private ending(stop: Stop): void {
    this.events.add(stop.kind)
    if (stop.kind !== 'trap') return
    this.events.add(`trap ${stop.trap}`)
    if ((this.visits.get(stop.pc) ?? 0) >= OFTEN) this.events.add(`a trap in a loop of ${OFTEN} turns`)
  }

  private step(): Stop {
    const { vm } = this.subject
    const { pc } = vm
    this.compareDepth(pc)
    const before = this.nearCode()
    const states = this.target.watched?.(vm) ?? {}
    const decoded = decodeAt(vm, pc)
    this.visit(pc)
    const stop = vm.run(1)
    this.compareCode(before)
    for (const [name, value] of Object.entries(this.target.watched?.(vm) ?? {})) {
      if (value !== states[name]) this.events.add(`${name} changes`)
      else if (value !== 0) this.events.add(`code with ${name} set`)
    }
    if (decoded !== undefined) this.follow(decoded.instruction.name, pc + BigInt(decoded.length))
    return stop
  }

  private compareDepth(pc: bigint): void {
    const depth = this.target.depth?.(this.subject.vm)
    if (depth === undefined) return
    if (depth !== (this.depths.get(pc) ?? depth))
      this.events.add('an instruction at several depths of the stack')
    this.depths.set(pc, depth)
  }

  private visit(pc: bigint): void {
    const visits = (this.visits.get(pc) ?? 0) + 1
    this.visits.set(pc, visits)
    if (visits === 2) this.events.add('a loop')
    if (visits === OFTEN) this.events.add(`a loop of ${OFTEN} turns`)
    if (this.stored.has(pc)) this.events.add('execution of stored code')
    if (pc < this.program.code.address || pc >= this.codeEnd) this.events.add('execution elsewhere')
  }

  private follow(name: string, next: bigint): void {
    const { pc } = this.subject.vm
    const isCall = this.target.calls?.includes(name) === true
    if (pc === next && !isCall) return
    if (isCall) this.call(next)
    else if (this.returns.at(-1) === pc) {
      this.returns.pop()
      this.events.add('a return')
    } else if (this.returns.length > 0 && this.target.returns?.includes(name)) {
      this.events.add('a return elsewhere')
    }
  }

  private call(next: bigint): void {
    this.returns.push(next)
    this.events.add('a call')
    if (this.returns.length > 1) this.events.add('a call in a call')
    if ((this.visits.get(next) ?? 0) > 0) this.events.add('a call in a loop')
  }

  /** The bytes of the pages that the program lies in; none where nothing can change. */
  private nearCode(): { readonly start: bigint; readonly bytes: Uint8Array } {
    const { vm } = this.subject
    const region = vm.state.regionAt(this.target.kit.space, this.program.code.address, 1)
    if (region === undefined || !region.writable) return { start: 0n, bytes: new Uint8Array() }
    const end = region.start + BigInt(region.bytes)
    const first = this.program.code.address - (this.program.code.address % PAGE)
    const start = first < region.start ? region.start : first
    const last = this.codeEnd + PAGE < end ? this.codeEnd + PAGE : end
    return { start, bytes: vm.readMemory(region.space, start, Number(last - start)) }
  }

  private compareCode(before: { readonly start: bigint; readonly bytes: Uint8Array }): void {
    const after = this.nearCode().bytes
    before.bytes.forEach((byte, index) => {
      if (byte === after[index]) return
      const address = before.start + BigInt(index)
      const at = address - (address % BigInt(this.subject.vm.machine.fetch().align))
      this.stored.add(at)
      if (this.visits.has(at)) this.events.add('a store over executed code')
      else if (at < this.codeEnd && at >= this.program.code.address) this.events.add('a store into code')
      else this.events.add('a store beside code')
    })
  }
}
