// Programs with a shape: loops, routines that call each other, returns to other places, stores into their own code.
import type { Constant } from 'isaforge/core'
import type { Random } from './random.js'
import type { Terrain } from './terrain.js'

/** The address of a label. */
export type Labels = (name: string) => bigint

/** An instruction; it has the same length wherever it and its labels are. */
export type Piece = (labels: Labels, here: bigint) => Uint8Array

/** How a machine says the things that shapes consist of. */
export interface Dialect {
  /** One for each loop that can be open at a time; plain instructions leave them alone. */
  readonly counters: readonly string[]
  /** Routines that can be active at a time. */
  readonly routines: number
  /** Sets modes and the like up. */
  readonly start: (random: Random) => readonly Piece[]
  /** Instructions that only compute, or use memory as they should. */
  readonly plain: (random: Random, inRoutine: boolean) => readonly Piece[]
  readonly set: (counter: string, turns: number) => readonly Piece[]
  /** Subtracts 1 and jumps to the label unless that gave 0. */
  readonly countDown: (counter: string, label: string, random: Random) => readonly Piece[]
  /** What a routine begins with. */
  readonly enter?: (random: Random) => readonly Piece[]
  readonly call: (routine: number, label: string, random: Random) => readonly Piece[]
  /** Returns from a routine, or to an instruction later than that. */
  readonly leave: (routine: number, elsewhere: boolean, random: Random) => readonly Piece[]
  /** Replaces the instruction at a label by one that the machine's registers hold. Absent: code cannot be written. */
  readonly store?: (random: Random, label: string) => readonly Piece[]
  /** Goes to a label behind, depending on something. */
  readonly skip?: (random: Random, label: string) => readonly Piece[]
  /** Instructions before and behind others that leave alone what the first ones prepared for the last ones. */
  readonly hold?: (random: Random) => readonly [before: readonly Piece[], behind: readonly Piece[]]
  /** Something whole that only this machine does, with labels of its own. */
  readonly special?: (random: Random, newLabel: () => string) => readonly Line[]
  readonly end: readonly Piece[]
  /** What registers must hold for all this. `end` is the address of `end`. */
  readonly registers: (random: Random, terrain: Terrain, end: bigint) => Readonly<Record<string, Constant>>
}

/** A line of a program. */
export type Line = Piece | { readonly label: string }

/** The lines of a program being made up. */
export class Shape {
  readonly lines: Line[] = []
  private labels = 0
  private readonly spots: string[] = []
  private readonly free: string[]

  constructor(
    private readonly random: Random,
    private readonly dialect: Dialect,
  ) {
    this.free = [...dialect.counters]
    this.add(dialect.start(random))
    this.block(0, 0)
    this.goToEnd()
    for (let routine = 0; routine < dialect.routines; routine++) this.routine(routine)
    this.lines.push({ label: 'end' })
    this.add(dialect.end)
  }

  /** The instructions at an address, and where they are. */
  assemble(address: bigint): {
    readonly instructions: readonly Uint8Array[]
    readonly addresses: readonly bigint[]
  } {
    const labels = new Map<string, bigint>()
    const addresses: bigint[] = []
    let at = address
    for (const line of this.lines) {
      if (typeof line !== 'function') labels.set(line.label, at)
      else {
        addresses.push(at)
        at += BigInt(line(() => address, at).length)
      }
    }
    const pieces = this.lines.filter((line) => typeof line === 'function')
    const find: Labels = (name) => labels.get(name) ?? address
    return {
      instructions: pieces.map((piece, index) => piece(find, addresses[index])),
      addresses: [...addresses, at],
    }
  }

  private add(lines: readonly Line[]): void {
    this.lines.push(...lines)
  }

  private newLabel(): string {
    return `label${this.labels++}`
  }

  private goToEnd(): void {
    this.add(this.dialect.end)
  }

  private routine(routine: number): void {
    const { dialect, random } = this
    this.lines.push({ label: `routine${routine}` })
    this.add(dialect.enter?.(random) ?? [])
    this.block(1, routine + 1)
    this.add(dialect.leave(routine, random.chance(0.15), random))
    // Where a return to a later place may lead.
    this.goToEnd()
  }

  /** Some things one after the other; only routines from `callable` on are called. */
  private block(depth: number, callable: number): void {
    const count = 1 + this.random.below(4)
    for (let index = 0; index < count; index++) this.part(depth, callable)
  }

  private part(depth: number, callable: number): void {
    const { random, dialect } = this
    const { store, skip, hold, special } = dialect
    const choices: (readonly [number, () => void])[] = [[4, () => this.plain(callable)]]
    if (depth < 3 && this.free.length > 0) choices.push([3, () => this.loop(depth, callable)])
    if (callable < dialect.routines) choices.push([3, () => this.call(callable)])
    if (depth < 3 && skip !== undefined) choices.push([1, () => this.skip(skip, depth, callable)])
    if (depth < 3 && hold !== undefined) choices.push([2, () => this.hold(hold, depth, callable)])
    if (special !== undefined) choices.push([2, () => this.add(special(random, () => this.newLabel()))])
    if (this.spots.length > 0 && store !== undefined)
      choices.push([0.7, () => this.add(store(random, random.pick(this.spots)))])
    random.weighted(choices)()
  }

  private plain(callable: number): void {
    const label = this.newLabel()
    this.spots.push(label)
    this.lines.push({ label })
    this.add(this.dialect.plain(this.random, callable > 0))
  }

  private loop(depth: number, callable: number): void {
    const counter = this.free.shift() as string
    const label = this.newLabel()
    this.add(this.dialect.set(counter, 1 + this.random.below(6)))
    this.lines.push({ label })
    this.block(depth + 1, callable)
    this.add(this.dialect.countDown(counter, label, this.random))
    // A routine that is called from here may use another one at the same time, so a counter is not used again.
  }

  private call(callable: number): void {
    const { random, dialect } = this
    const routine = callable + random.below(dialect.routines - callable)
    this.add(dialect.call(routine, `routine${routine}`, random))
    // What the routine left behind is looked at: flags, for example.
    if (random.chance(0.5)) this.plain(callable)
  }

  private skip(skip: NonNullable<Dialect['skip']>, depth: number, callable: number): void {
    const label = this.newLabel()
    this.add(skip(this.random, label))
    this.block(depth + 1, callable)
    this.lines.push({ label })
  }

  private hold(hold: NonNullable<Dialect['hold']>, depth: number, callable: number): void {
    const [before, behind] = hold(this.random)
    this.add(before)
    this.block(depth + 1, callable)
    this.add(behind)
  }
}
