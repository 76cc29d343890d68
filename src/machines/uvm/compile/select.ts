// Chooses instructions for the operations of a function.

import type {
  ArithmeticOperator,
  LabelNumber,
  Operation,
  StackFunction,
  StackProgram,
  Step,
  WordType,
} from '../../../core/stack-code/index.js'
import { branchOn, jumpUnless, truthOf } from './conditions.js'
import { type ArrayPlace, loadElement, storeElement } from './elements.js'
import { type Frame, layOutFrame } from './frame.js'
import type { Item, Label } from './items.js'
import { type Lifetime, lifetimesOf } from './lifetimes.js'
import { type Dialect, Output, type Place } from './output.js'
import { placeInRegisters, type RegisterPlaces } from './registers.js'

/** What the code of a function needs to know about the rest. */
export interface Surroundings {
  readonly program: StackProgram
  readonly dialect: Dialect
  /** Where each function begins. */
  readonly entries: readonly Label[]
}

/** The code of one function, and its local for which there was no room. */
export interface Selected {
  readonly items: readonly Item[]
  readonly tooMuch: number | undefined
}

/** Makes the code of a function. */
export function select(index: number, surroundings: Surroundings): Selected {
  const own = surroundings.program.functions[index]
  const lifetimes = lifetimesOf(own)
  const registers = placeInRegisters(own, lifetimes, surroundings.dialect)
  const frame = layOutFrame(own, surroundings.program, lifetimes, registers)
  if (frame.tooMuch !== undefined) return { items: [], tooMuch: frame.tooMuch }
  const selection = new Selection(index, own, surroundings, {
    lifetimes: new Map(lifetimes.map((one) => [one.local, one])),
    registers,
    frame,
  })
  return { items: selection.items(), tooMuch: undefined }
}

/** Where the locals are. */
interface Places {
  /** By local. */
  readonly lifetimes: ReadonlyMap<number, Lifetime>
  readonly registers: RegisterPlaces
  readonly frame: Frame
}

const PREFIXES: Readonly<Record<WordType, string>> = { int: 'i', float: 'f' }
const ARITHMETIC: Readonly<Record<ArithmeticOperator, string>> = {
  add: 'add',
  sub: 'sub',
  mul: 'mul',
  div: 'div',
  rem: 'rem',
}

class Selection {
  private readonly output: Output
  private readonly labels = new Map<LabelNumber, Label>()

  constructor(
    index: number,
    private readonly own: StackFunction,
    private readonly surroundings: Surroundings,
    private readonly places: Places,
  ) {
    this.output = new Output(surroundings.dialect, surroundings.entries[index].name, own.span)
    this.output.place(surroundings.entries[index])
  }

  items(): readonly Item[] {
    this.copyParameters()
    const { body } = this.own
    for (let at = 0; at < body.length; ) {
      this.output.span = body[at].span
      if (at === this.places.frame.roomAt) this.makeRoom()
      this.output.span = body[at].span
      at += this.places.frame.inPlace.has(at) ? this.leave(body[at]) : this.step(at)
    }
    return this.output.items
  }

  private copyParameters(): void {
    for (const [local, register] of this.places.registers) {
      if (local >= this.own.parameters) continue
      this.output.span = this.own.locals[local].span
      this.output.add('iarg', local)
      this.output.add(`isave${register}`)
    }
  }

  private makeRoom(): void {
    const { room } = this.places.frame
    if (room > 0) this.output.push(0)
    for (let count = 1; count < room; count++) this.output.add('idup')
  }

  /** A value that stays where it was pushed; an array that is filled with it needs it as often as it has elements. */
  private leave({ operation }: Step): number {
    if (operation.kind === 'fill') {
      const { length = 1 } = this.own.locals[operation.local]
      for (let count = 1; count < length; count++) this.output.add('idup')
    }
    return 1
  }

  /** Makes the code of the next operation, or of the next two; how many. */
  private step(at: number): number {
    const { operation } = this.own.body[at]
    const next = this.own.body[at + 1]?.operation
    if (operation.kind === 'compare' && next?.kind === 'branch') {
      branchOn(operation.relation, operation.type, next.when, this.label(next.label), this.output)
      return 2
    }
    if (operation.kind === 'set' && this.isUsedAtOnce(operation.local, at)) return 2
    this.operation(operation)
    return 1
  }

  /** Whether a local is set here, read by the next operation and never again: its value can stay where it is. */
  private isUsedAtOnce(local: number, at: number): boolean {
    const next = this.own.body[at + 1].operation
    const lifetime = this.places.lifetimes.get(local)
    const isRead = next.kind === 'get' && next.local === local
    // Room for the frame is made where nothing else is on the stack.
    const isFree = this.places.frame.roomAt !== at + 1
    return isRead && isFree && lifetime?.start === at && lifetime.end === at + 1
  }

  private operation(operation: Operation): void {
    const { output } = this
    switch (operation.kind) {
      case 'push':
        return output.add(operation.type === 'int' ? 'ipush' : 'fpush', operation.word)
      case 'get':
        return output.load(this.placeOf(operation.local))
      case 'set':
        return output.store(this.placeOf(operation.local))
      case 'get-element-at':
        return output.add('iloc', this.array(operation.local).base + operation.index)
      case 'set-element-at':
        return output.add('isloc', this.array(operation.local).base + operation.index)
      case 'get-element':
        return loadElement(this.array(operation.local), output)
      case 'set-element':
        return storeElement(this.array(operation.local), output)
      case 'fill':
        return this.fill(this.array(operation.local))
      case 'arithmetic':
        return output.add(PREFIXES[operation.type] + ARITHMETIC[operation.operator])
      case 'negate':
        return this.negate(operation.type)
      case 'square-root':
        return output.add('fsqrt')
      case 'convert':
        return output.add(operation.to === 'int' ? 'ftoi' : 'itof')
      case 'not':
        output.push(0)
        return output.add('icmp')
      case 'compare':
        return truthOf(operation.relation, operation.type, output)
      case 'drop':
        return output.drop()
      case 'print':
        output.add(operation.type === 'int' ? 'print' : 'fprint')
        return output.drop()
      case 'fail':
        return output.fail(operation.message)
      // Nothing on this machine prints a text, which has been reported.
      case 'print-text':
        return
      default:
        return this.flow(operation)
    }
  }

  private flow(
    operation: Extract<Operation, { kind: 'call' | 'label' | 'jump' | 'branch' | 'return' }>,
  ): void {
    const { output } = this
    switch (operation.kind) {
      case 'label':
        return output.place(this.label(operation.label))
      case 'jump':
        return output.add('jmp', this.label(operation.label))
      case 'branch':
        if (operation.when) return output.add('jc', this.label(operation.label))
        return jumpUnless(this.label(operation.label), output, () => undefined)
      case 'call':
        return this.call(operation.function)
      case 'return':
        return this.end()
    }
  }

  /** Every function leaves a word; that of a procedure means nothing. */
  private call(callee: number): void {
    const { parameters, result } = this.surroundings.program.functions[callee]
    this.output.add('call', this.surroundings.entries[callee])
    if (parameters > 0) this.output.add('iclean', parameters)
    if (result === undefined) this.output.drop()
  }

  private end(): void {
    if (this.own === this.surroundings.program.functions[0]) return this.output.add('halt')
    if (this.own.result === undefined) this.output.push(0)
    this.output.add('ret')
  }

  private fill({ base, length }: ArrayPlace): void {
    for (let index = length - 1; index >= 0; index--) {
      if (index > 0) this.output.add('idup')
      this.output.add('isloc', base + index)
    }
  }

  private negate(type: WordType): void {
    if (type === 'float') return this.output.add('fneg')
    this.output.push(-1)
    this.output.add('imul')
  }

  private placeOf(local: number): Place {
    const register = this.places.registers.get(local)
    if (register !== undefined) return { kind: 'register', number: register }
    if (local < this.own.parameters) return { kind: 'argument', number: local }
    return { kind: 'slot', number: this.places.frame.slots.get(local) ?? 0 }
  }

  private array(local: number): ArrayPlace {
    const { name, length = 1 } = this.own.locals[local]
    return { name, length, base: this.places.frame.slots.get(local) ?? 0 }
  }

  private label(number: LabelNumber): Label {
    const label = this.labels.get(number) ?? this.output.newLabel()
    this.labels.set(number, label)
    return label
  }
}
