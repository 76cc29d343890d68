// Makes templates: specialises, rewrites flags, lowers, and leaves marks for what is only known in a region.

import {
  type Block,
  type CallStatement,
  type ContextValue,
  type HoleValue,
  type HostStatement,
  type Machine,
  type ReadStatement,
  type Register,
  type RegisterFile,
  type Replacement,
  type Space,
  type Statement,
  type TrapStatement,
  type Value,
  visitStatements,
} from '../../core/index.js'
import type { Placement } from '../state.js'
import { BlockLowering, type Holder, jumpsLast, type Surroundings } from '../wasm/lower.js'
import { wasmType } from '../wasm/values.js'
import type { ConstantLoad } from './constants.js'
import { compileFixed, type Fixed, FixedValues } from './fixed.js'
import { type CertainKinds, type RegionFlags, readsFlags, regionFlags, rewriteFlags } from './flags.js'
import { type KeptStack, keptStacks, stackMemories } from './operand-stacks.js'
import { registerNumbers } from './register-numbers.js'
import { keepStacks, type StackUse } from './stack-use.js'
import { flowOf, namesItsRegisters, References, readsInPlace, type Template } from './template.js'
import { TemplateCode } from './template-code.js'

/**
 * The template of a plain block (`plainPart`) of an instruction of `length` bytes; undefined if a region cannot execute it:
 * because something follows a jump, or because it computes which register it means.
 */
export function makeTemplate(
  state: Placement,
  block: Block,
  length: number,
  loads: readonly ConstantLoad[] = [],
): Template | undefined {
  const { machine } = state
  const given = { length, loads, stackUse: undefined, kept: undefined, conditional: undefined }
  const template = templateOf(state, block, given)
  const keeping = stackMemories(state) && keepStacks(block, keptStacks(machine))
  if (template === undefined || keeping === undefined) return template
  const { block: kept, use: stackUse } = keeping
  const conditional = kept.statements.some(({ kind }) => kind === 'when') ? block : undefined
  return { ...template, kept: templateOf(state, kept, { ...given, stackUse, conditional }) }
}

/**
 * The template of an instruction on kept stacks for one site, where something is known of the words that its conditions look at;
 * undefined if nothing is, or if it cannot be executed there.
 */
export function templateAt(
  state: Placement,
  { conditional, length, loads }: Template,
  wordAt: (stack: KeptStack, distance: Fixed) => Replacement | undefined,
  isPossible: (use: StackUse) => boolean,
): Template | undefined {
  let isKnown = false
  const keeping =
    conditional &&
    keepStacks(conditional, keptStacks(state.machine), (stack, distance) => {
      const found = wordAt(stack, distance)
      isKnown ||= found !== undefined
      return found
    })
  if (keeping === undefined || !isKnown || !isPossible(keeping.use)) return undefined
  const given = { length, loads, stackUse: keeping.use, kept: undefined, conditional: undefined }
  return templateOf(state, keeping.block, given)
}

type Given = Pick<Template, 'length' | 'loads' | 'stackUse' | 'kept' | 'conditional'>

function templateOf(state: Placement, block: Block, given: Given): Template | undefined {
  const { machine } = state
  const fixed = new FixedValues()
  if (!jumpsLast(block) || !namesItsRegisters(block, fixed)) return undefined
  const flags = regionFlags(machine)
  const make = (certain: CertainKinds, forKinds: Template['forKinds']): Template => {
    const rewritten = rewriteFlags(block, flags, certain)
    const references = new References(registerNumbers(machine), fixed)
    for (const register of movedRegisters(machine, given.stackUse)) references.noteMoved(register)
    const writer = new TemplateWriter(state, rewritten.block, references, fixed, flags)
    const code = writer.write()
    const { calls, fallsThrough, targets } = flowOf(rewritten.block, given.length, fixed)
    const { conditional, kept, length, loads, stackUse } = given
    // V8 keeps the properties of such a literal in the object itself, but not those that are spread into it.
    return {
      targets,
      fallsThrough,
      calls,
      canGoBack: writer.canGoBack,
      stores: writer.stores,
      uses: references.usesIn(rewritten.block),
      floats: code.floats.map(({ place }) => place),
      moves: code.moves.map(([from, to]) => [from.place, to.place]),
      steps: stackUse === undefined ? NO_STEPS : references.stepsIn(rewritten.block),
      code: code.marked,
      changes: rewritten.changes,
      forKinds,
      length,
      loads,
      stackUse,
      kept,
      conditional,
    }
  }
  if (!readsFlags(block, flags)) return make(NOTHING_CERTAIN, undefined)
  const byKinds = new Map<string | number, Template>()
  const forKinds = (certain: CertainKinds): Template => {
    // One flags register needs no text for a key.
    const key =
      flags.length === 1
        ? (certain[0]?.number ?? 0)
        : flags.map(({ place }) => certain[place]?.number ?? 0).join()
    const found = byKinds.get(key) ?? make([...certain], forKinds)
    byKinds.set(key, found)
    return found
  }
  return forKinds(NOTHING_CERTAIN)
}

/** Registers that point into a stack somewhere else behind an instruction. */
function movedRegisters(machine: Machine, use: StackUse | undefined): readonly Register[] {
  if (use === undefined) return []
  const anchors = keptStacks(machine).flatMap((stack) => stack.anchors)
  return anchors.filter(({ number }) => use.behind[number] !== undefined).map(({ register }) => register)
}

const NOTHING_CERTAIN: CertainKinds = []
const NO_STEPS: Template['steps'] = []

class TemplateWriter implements Surroundings {
  readonly code = new TemplateCode()
  canGoBack = false
  stores = false
  private readonly inPlace: ReadonlySet<Statement>

  constructor(
    readonly state: Placement,
    private readonly block: Block,
    private readonly references: References,
    private readonly fixed: FixedValues,
    private readonly flags: readonly RegionFlags[],
  ) {
    this.inPlace = readsInPlace(block)
  }

  write(): TemplateCode {
    const lowering = new BlockLowering(this.block, this)
    for (const { base, place } of keptStacks(this.state.machine))
      lowering.values.locals.set(base, this.code.base(place))
    lowering.block(this.block, true)
    return this.code
  }

  readonly staysInHolder = (statement: ReadStatement): boolean => this.inPlace.has(statement)

  readonly pushFixed = (value: Value): boolean => {
    if (!this.fixed.isFixed(value) || 'constant' in value) return false
    this.code.mark({ kind: 'constant', type: wasmType(value.type), value: compileFixed(value) })
    return true
  }

  /** Flags are assigned far more often than they are looked at. */
  readonly assigning = (file: RegisterFile, index: Value, write: () => void): void => {
    const isFlags = this.flags.some((flags) => flags.file === file)
    if (!isFlags || this.readsFile(file)) write()
    else this.code.assignment(this.references.of(file, index), write)
  }

  private readsFile(file: RegisterFile): boolean {
    let reads = false
    visitStatements(this.block, (statement) => {
      reads ||= statement.kind === 'read' && statement.file === file
    })
    return reads
  }

  /** Holes and addresses are fixed, so only the counter comes here. */
  readonly pushLeaf = (_leaf: HoleValue | ContextValue): void => {
    this.code.mark({ kind: 'counter' })
  }

  holderOf(file: RegisterFile, index: Value): Holder {
    return { kind: 'local', index: this.code.register(this.references.of(file, index)) }
  }

  pushScaledIndex(): boolean {
    return false
  }

  jump(target: Value, pushTarget: () => void): void {
    if (this.fixed.isFixed(target)) this.code.mark({ kind: 'jump', target: compileFixed(target) })
    else {
      pushTarget()
      this.code.mark({ kind: 'jump', target: undefined })
    }
  }

  leave(): void {
    throw new Error('an instruction that leaves early is not plain')
  }

  /** The only trap of a region is the way back to the interpreter. */
  trap(_statement: TrapStatement): void {
    this.canGoBack = true
    this.code.mark({ kind: 'back' })
  }

  stop(): void {
    throw new Error('an instruction that stops is not plain')
  }

  /** The only routines that regions call compute flags. */
  call({ routine }: CallStatement, pushArguments: () => void): void {
    const place = this.flags.findIndex(({ compute }) => compute === routine)
    if (place < 0) throw new Error('an instruction that calls a routine is not plain')
    pushArguments()
    this.code.mark({ kind: 'flags', place })
  }

  host(_statement: HostStatement): void {
    throw new Error('an instruction that calls the host is not plain')
  }

  /** Around a call V8 would keep everything in memory, in the whole loop, even if the call is never made. */
  readonly regionsInline = 3

  /** Stands for a function that the module has; `call` of it is the mark. */
  finder(space: Space, bytes: number, writing: boolean): number {
    return this.code.finder({ space, bytes, writing })
  }

  stored(local: number, offset: number, bytes: number): void {
    this.stores = true
    this.code.stored(local, offset, bytes)
  }
}
