// What registers are known to hold inside a region that keeps operand stacks: values of what other registers held before. A
// condition on a word that was compared, pushed and compared again becomes the first comparison; a check of two places in the
// stack becomes nothing.

import {
  type Constant,
  ConstantValue,
  ContextValue,
  childrenOf,
  constant,
  HoleValue,
  OperationValue,
  type RegisterFile,
  type Replacement,
  type Statement,
  substitute,
  TemporaryValue,
  type Value,
} from '../../core/index.js'
import { AnchorValue, LoadedValue, type Site } from './fixed.js'
import { type RegisterReference, referredTo, type Template } from './template.js'

/** Values with more nodes than this are not followed. */
const MOST_NODES = 40

/** Something that an instruction always does with a register: takes its value, or assigns it one (undefined: a part of it). */
export type RegisterStep =
  | { readonly kind: 'read'; readonly reference: RegisterReference; readonly target: Value }
  | { readonly kind: 'write'; readonly reference: RegisterReference; readonly value: Value | undefined }

/** Stands for what a register held at some point. */
class Held extends TemporaryValue {
  constructor(
    readonly file: RegisterFile,
    readonly number: number,
  ) {
    super(file.type)
  }
}

/** What an instruction computes from what its registers held; found out when somebody asks. */
class Computed {
  private found: Value | undefined
  private isFound = false
  private readonly site: Site

  constructor(
    private readonly value: Value,
    private readonly targets: ReadonlyMap<Value, Content>,
    private readonly bases: readonly Value[],
    { anchors, constants, nextPc, numbers, pc }: Site,
  ) {
    this.site = { anchors, constants, nextPc, numbers, pc }
  }

  /** The value by what registers held; undefined if it is too large, or nothing to be looked into. */
  get exact(): Value | undefined {
    if (!this.isFound) this.found = this.find()
    this.isFound = true
    return this.found
  }

  private find(): Value | undefined {
    const { bases, site, targets } = this
    const replacements = new Map<Value, Value>()
    let nodes = 0
    const prepare = (one: Value): boolean => {
      if (++nodes > MOST_NODES || isOnFloats(one)) return false
      if (replacements.has(one) || one instanceof ConstantValue || bases.includes(one)) return true
      const content = targets.get(one)
      const exact = content === undefined ? constantAt(one, site) : exactly(content)
      if (exact === undefined) return content === undefined && hasPrepared(childrenOf(one), prepare)
      replacements.set(one, exact)
      return true
    }
    const result = prepare(this.value) ? substitute(this.value, replacements) : undefined
    return result !== undefined && sizeOf(result) <= MOST_NODES ? result : undefined
  }
}

type Content = Held | Computed

const exactly = (content: Content): Value | undefined => (content instanceof Held ? content : content.exact)

const hasPrepared = (children: readonly Value[], prepare: (child: Value) => boolean): boolean =>
  children.length > 0 && children.every(prepare)

/** The contents of registers at one point. */
export class Contents {
  private readonly known: Map<number, Content>

  /** The same as others; `bases` stand for what never changes in the region. */
  constructor(
    private readonly bases: readonly Value[],
    before?: Contents,
  ) {
    this.known = new Map(before?.known)
  }

  /** Follows an instruction at its site. */
  follow({ steps, uses }: Template, site: Site): void {
    const targets = new Map<Value, Content>()
    for (const step of steps) {
      const { reference } = step
      const number = referredTo(reference, site)
      if (step.kind === 'read') targets.set(step.target, this.of(reference.file, number))
      else if (step.value === undefined) this.known.delete(number)
      else this.known.set(number, new Computed(step.value, targets, this.bases, site))
    }
    for (const { mayWrite, mustWrite, reference } of uses)
      if (mayWrite && !mustWrite) this.known.delete(referredTo(reference, site))
  }

  private of(file: RegisterFile, number: number): Content {
    const found = this.known.get(number) ?? new Held(file, number)
    this.known.set(number, found)
    return found
  }

  /** What a register holds in terms of what others hold now; undefined where nothing is known, or only by itself. */
  get(number: number, firstOf: (file: RegisterFile) => number): Replacement | undefined {
    const content = this.known.get(number)
    const value = content instanceof Computed ? content.exact : undefined
    if (value === undefined || value instanceof TemporaryValue) return undefined
    const statements: Statement[] = []
    const replacements = new Map<Value, Value>()
    for (const held of heldIn(value)) {
      if (this.known.get(held.number) !== held) return undefined
      const target = new TemporaryValue(held.type)
      const index = constant('i32', held.number - firstOf(held.file))
      statements.push({ kind: 'read', file: held.file, index, target } as Statement)
      replacements.set(held, target)
    }
    return { statements, value: substitute(value, replacements) }
  }
}

function heldIn(value: Value, found = new Set<Held>()): ReadonlySet<Held> {
  if (value instanceof Held) found.add(value)
  for (const child of childrenOf(value)) heldIn(child, found)
  return found
}

/** Whether a value is computed from floats: doing so twice costs more than what is gained. */
const isOnFloats = (value: Value): boolean =>
  value.type === 'f64' || (value instanceof OperationValue && /F32|f64/.test(value.operator))

function constantAt(leaf: Value, site: Site): Value | undefined {
  const exact = exactAt(leaf, site)
  return exact === undefined ? undefined : constant(leaf.type, exact)
}

function exactAt(leaf: Value, { anchors, constants, nextPc, numbers, pc }: Site): Constant | undefined {
  if (leaf instanceof HoleValue) return numbers[leaf.operand]
  if (leaf instanceof AnchorValue) return anchors[leaf.number] ?? undefined
  if (leaf instanceof LoadedValue) return constants[leaf.number]
  if (!(leaf instanceof ContextValue) || leaf.name === 'counter') return undefined
  return leaf.name === 'pc' ? pc : nextPc
}

const sizeOf = (value: Value): number => childrenOf(value).reduce((size, child) => size + sizeOf(child), 1)
