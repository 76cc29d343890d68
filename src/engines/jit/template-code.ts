// The code of a template: bytes, and marks where something has to be filled in.

import type { Space } from '../../core/index.js'
import { FunctionCode } from '../wasm/code.js'
import { type HeldType, OP, type WasmType } from '../wasm/opcodes.js'
import type { Fixed } from './fixed.js'
import type { RegisterReference } from './template.js'

/** Most parameters that a region can have besides depth and fuel. The locals kept for them have the same numbers in all regions. */
export const MOST_PARAMETERS = 8

/** Locals that every region has at the same place: its parameters, its own, and temporaries for templates. */
export const LOCALS = {
  depth: 0,
  fuel: 1,
  firstParameter: 2,
  pc: 2 + MOST_PARAMETERS,
  generation: 3 + MOST_PARAMETERS,
  dirty: 4 + MOST_PARAMETERS,
  firstTemporary: 5 + MOST_PARAMETERS,
} as const

/** How many temporaries of each type are always there, in this order. Templates can ask for more. */
const TEMPORARIES: readonly (readonly [WasmType, number])[] = [
  ['i32', 16],
  ['i64', 8],
  ['f32', 1],
  ['f64', 4],
]

/** From this number on, a local or function is something that a mark stands for. */
const MARKED = 0x10000

/** What has to be filled in. */
export type Filling =
  /** An assignment that is left out where nobody looks at the register behind the instruction: as many bytes and marks. */
  | {
      readonly kind: 'assignment'
      readonly what: RegisterReference
      readonly bytes: number
      readonly marks: number
    }
  /** A local that depends on the region: of a register, a temporary beyond those that are always there, a stack's base. */
  | { readonly kind: 'register'; readonly opcode: number; readonly what: RegisterReference }
  | { readonly kind: 'temporary'; readonly opcode: number; readonly what: ExtraTemporary }
  | { readonly kind: 'base'; readonly opcode: number; readonly stack: number }
  /** A register as a float: pushed from its pattern, or assigned from the stack. */
  | { readonly kind: 'float'; readonly opcode: number; readonly what: RegisterReference }
  /** One register assigned to another. */
  | { readonly kind: 'move'; readonly from: RegisterReference; readonly to: RegisterReference }
  | { readonly kind: 'constant'; readonly type: HeldType; readonly value: Fixed }
  /** The number of instructions started. */
  | { readonly kind: 'counter' }
  /** Going back to the interpreter at the start of the instruction. */
  | { readonly kind: 'back' }
  /** A jump; without a target its address is on the stack. */
  | { readonly kind: 'jump'; readonly target: Fixed | undefined }
  /** Behind a store of `bytes` bytes to the host offset in a local plus `offset`. */
  | {
      readonly kind: 'stored'
      readonly local: number | ExtraTemporary
      readonly offset: number
      readonly bytes: number
    }
  /** A call of the function that finds further regions of memory. */
  | ({ readonly kind: 'find' } & Finder)
  /** A call that computes flags, with kind and leaves on the stack; `place` is the function's place in the table. */
  | { readonly kind: 'flags'; readonly place: number }

/** A temporary that is not always there. */
export interface ExtraTemporary {
  readonly type: WasmType
  readonly position: number
}

/** The local that holds the base of a kept stack. */
export interface BaseOfStack {
  readonly stack: number
}

/** Which function that finds further regions of memory is meant. */
export interface Finder {
  readonly space: Space
  readonly bytes: number
  readonly writing: boolean
}

/** A place in the bytes. */
export interface Mark {
  readonly at: number
  /** Constructs of the template that are open there. */
  readonly nesting: number
  readonly filling: Filling
}

/** The code of a template, as it is copied into regions. */
export interface MarkedCode {
  readonly instructions: Uint8Array
  /** In the order of their places. */
  readonly marks: readonly Mark[]
}

/** Collects the code of a template. */
export class TemplateCode extends FunctionCode {
  readonly marks: Mark[] = []
  private readonly named: (RegisterReference | ExtraTemporary | BaseOfStack)[] = []
  private readonly finders: Finder[] = []
  private readonly used = new Map<WasmType, number>()

  constructor() {
    super([])
  }

  /** The code, complete, in memory of its own: templates stay, and are looked at for every instruction. */
  get marked(): MarkedCode {
    return { instructions: this.instructions.slice(), marks: this.marks }
  }

  mark(filling: Filling): this {
    this.marks.push({ at: this.size, nesting: this.nesting, filling })
    return this
  }

  /** Notes that `write` does nothing but assign a register. */
  assignment(what: RegisterReference, write: () => void): void {
    const [at, nesting, place] = [this.size, this.nesting, this.marks.length]
    write()
    const [bytes, marks] = [this.size - at, this.marks.length - place]
    this.marks.splice(place, 0, { at, nesting, filling: { kind: 'assignment', what, bytes, marks } })
  }

  /** The number under which a register can be used like a local. */
  register(reference: RegisterReference): number {
    return MARKED + this.named.push(reference) - 1
  }

  /** The number under which the base of a kept stack can be used like a local. */
  base(stack: number): number {
    return MARKED + this.named.push({ stack }) - 1
  }

  override local(type: WasmType): number {
    const position = this.used.get(type) ?? 0
    this.used.set(type, position + 1)
    let first: number = LOCALS.firstTemporary
    for (const [each, count] of TEMPORARIES) {
      if (each === type && position < count) return first + position
      first += count
    }
    return MARKED + this.named.push({ type, position }) - 1
  }

  stored(local: number, offset: number, bytes: number): this {
    const held = local < MARKED ? local : (this.named[local - MARKED] as ExtraTemporary)
    return this.mark({ kind: 'stored', local: held, offset, bytes })
  }

  /** The number under which a function that finds regions of memory can be called. */
  finder(finder: Finder): number {
    return MARKED + this.finders.push(finder) - 1
  }

  override call(index: number): this {
    if (index < MARKED) return super.call(index)
    return this.mark({ kind: 'find', ...this.finders[index - MARKED] })
  }

  private access(opcode: number, local: number): this {
    const what = this.named[local - MARKED]
    if ('file' in what) return this.mark({ kind: 'register', opcode, what })
    if ('type' in what) return this.mark({ kind: 'temporary', opcode, what })
    return this.mark({ kind: 'base', opcode, stack: what.stack })
  }

  private referenceOf(local: number): RegisterReference | undefined {
    const what = local < MARKED ? undefined : this.named[local - MARKED]
    return what !== undefined && 'file' in what && what.file.type === 'i32' ? what : undefined
  }

  override getFloat(local: number): this {
    const what = this.referenceOf(local)
    return what === undefined
      ? super.getFloat(local)
      : this.mark({ kind: 'float', opcode: OP.local_get, what })
  }

  override setFloat(local: number): this {
    const what = this.referenceOf(local)
    return what === undefined
      ? super.setFloat(local)
      : this.mark({ kind: 'float', opcode: OP.local_set, what })
  }

  override move(from: number, to: number): this {
    const [source, target] = [this.referenceOf(from), this.referenceOf(to)]
    if (source === undefined || target === undefined) return super.move(from, to)
    return this.mark({ kind: 'move', from: source, to: target })
  }

  /** The registers that are pushed as floats. */
  get floats(): readonly RegisterReference[] {
    return this.marks.flatMap(({ filling }) =>
      filling.kind === 'float' && filling.opcode === OP.local_get ? [filling.what] : [],
    )
  }

  /** The registers that are assigned to others, and these. */
  get moves(): readonly (readonly [from: RegisterReference, to: RegisterReference])[] {
    return this.marks.flatMap(({ filling }) => (filling.kind === 'move' ? [[filling.from, filling.to]] : []))
  }

  override get(local: number): this {
    return local < MARKED ? super.get(local) : this.access(OP.local_get, local)
  }

  override set(local: number): this {
    return local < MARKED ? super.set(local) : this.access(OP.local_set, local)
  }

  override tee(local: number): this {
    return local < MARKED ? super.tee(local) : this.access(OP.local_tee, local)
  }
}

/** Declares the locals in `LOCALS` of a function with parameters depth and fuel. */
export function declareLocals(code: FunctionCode, pc: WasmType): void {
  code.declare('i32', MOST_PARAMETERS)
  code.declare(pc, 1)
  code.declare('i32', 2)
  for (const [type, count] of TEMPORARIES) code.declare(type, count)
}
