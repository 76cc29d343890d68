// Effects to WebAssembly: writes the statements of a block, in order, into a function body.

import {
  type Block,
  blocksOf,
  type CallStatement,
  type HostStatement,
  type LoadStatement,
  type PlacedRegion,
  type ReadStatement,
  type RegisterFile,
  rangeOf,
  type Space,
  type Statement,
  type StopStatement,
  type StoreStatement,
  slotBytes,
  slotsOf,
  type TemporaryValue,
  type TrapStatement,
  type Value,
  type WhenStatement,
  type WriteStatement,
} from '../../core/index.js'
import type { Placement } from '../state.js'
import { candidates, emitLoad, emitStore, pushInside } from './access.js'
import type { FunctionCode } from './code.js'
import { OP } from './opcodes.js'
import { routineFacts } from './routine-facts.js'
import { Sharing } from './sharing.js'
import { type PushLeaf, ValueLowering, wasmType } from './values.js'

/** A variable of the generated code that stands for a register. */
export interface Holder {
  readonly kind: 'global' | 'local'
  readonly index: number
}

/** What the place into which code is written decides. */
export interface Surroundings {
  readonly state: Placement
  readonly code: FunctionCode
  readonly pushLeaf: PushLeaf
  /** Pushes a value as a constant if it is one where the code will run; tells whether it did. */
  readonly pushFixed?: (value: Value) => boolean
  /** Whether the holder of a register that is read keeps its value until the value's last use. */
  readonly staysInHolder?: (statement: ReadStatement) => boolean
  /** The global or local that holds a register which is not in memory now, or undefined. */
  holderOf(file: RegisterFile, index: Value): Holder | undefined
  /** Pushes the byte offset of a register in its file when that is known without scaling; tells whether it did. */
  pushScaledIndex(index: Value): boolean
  /** Sets the address of the next instruction; `isLast` when nothing of the instruction follows. */
  jump(target: Value, pushTarget: () => void, isLast: boolean): void
  leave(): void
  trap(statement: TrapStatement, pushValue: () => void): void
  stop(statement: StopStatement, pushValue: () => void): void
  /** Calls a routine with its arguments on the stack; leaves its result there when it has one. */
  call(statement: CallStatement, pushArguments: () => void): void
  host(statement: HostStatement, pushArguments: () => void): void
  /** So many regions are looked through where they are accessed; of more than that, or without it, only the likeliest. */
  readonly regionsInline?: number
  /** The function that finds further regions: guest address → host offset, or 0. */
  finder(space: Space, bytes: number, writing: boolean): number
  /** Called around the code that assigns a register to its holder; nothing else happens there. */
  readonly assigning?: (file: RegisterFile, index: Value, write: () => void) => void
  /** Called after a store to the host offset in a local plus `offset`. */
  stored(local: number, offset: number, bytes: number): void
}

/** Whether nothing but leaving follows statement `index` of a block. */
function endsBlock(block: Block, index: number): boolean {
  return block.result === undefined && block.statements.slice(index + 1).every(({ kind }) => kind === 'leave')
}

/** Whether every jump is the last thing its instruction does, so that it can be carried out at once. */
export function jumpsLast(block: Block, isLast = true): boolean {
  return block.statements.every((statement, index) => {
    const last = isLast && endsBlock(block, index)
    if (statement.kind === 'jump') return last
    if (statement.kind === 'call' && routineFacts(statement.routine).jumpsOn) return false
    const nested = last && statement.kind !== 'load' && statement.kind !== 'loop'
    return blocksOf(statement).every((inner) => jumpsLast(inner, nested))
  })
}

/** Writes blocks into a function body. */
export class BlockLowering {
  readonly values: ValueLowering
  private readonly sharing: Sharing
  private readonly code: FunctionCode

  constructor(
    root: Block,
    private readonly around: Surroundings,
  ) {
    this.code = around.code
    this.values = new ValueLowering(around.code, around.pushLeaf, around.pushFixed)
    this.sharing = new Sharing(root)
  }

  /** Writes a block; its result goes to `target`. `isLast`: nothing of the instruction follows the block. */
  block(block: Block, isLast: boolean, target?: TemporaryValue): void {
    const borrowed: Value[] = []
    block.statements.forEach((statement, index) => {
      this.computeShared(statement, borrowed)
      this.statement(statement, isLast && endsBlock(block, index), borrowed)
    })
    if (block.result !== undefined) {
      this.computeShared(block, borrowed)
      if (target !== undefined) {
        this.values.push(block.result)
        this.code.set(this.localOf(target))
      }
    }
    for (const value of borrowed) this.forget(value)
  }

  /** Writes a function's whole body and leaves its result on the stack. */
  function(body: Block): void {
    const borrowed: Value[] = []
    for (const statement of body.statements) {
      this.computeShared(statement, borrowed)
      this.statement(statement, false, borrowed)
    }
    if (body.result === undefined) return
    this.computeShared(body, borrowed)
    this.push(body.result)
  }

  private computeShared(user: Statement | Block, borrowed: Value[]): void {
    for (const value of this.sharing.neededBefore(user)) {
      this.values.push(value)
      this.code.set(this.bind(value, borrowed))
    }
  }

  private bind(value: Value, borrowed: Value[]): number {
    const local = this.code.borrow(wasmType(value.type))
    this.values.locals.set(value, local)
    borrowed.push(value)
    return local
  }

  private forget(value: Value): void {
    this.code.release(wasmType(value.type), this.localOf(value))
    this.values.locals.delete(value)
  }

  private localOf(value: Value): number {
    const local = this.values.locals.get(value)
    if (local === undefined) throw new Error(`${value.label ?? 'a value'} has no local`)
    return local
  }

  private push(value: Value): void {
    this.values.push(value)
  }

  private statement(statement: Statement, isLast: boolean, borrowed: Value[]): void {
    const { around } = this
    switch (statement.kind) {
      case 'read':
        return this.read(statement, borrowed)
      case 'write':
        return this.write(statement)
      case 'load':
        return this.load(statement, this.bind(statement.target, borrowed))
      case 'store':
        return this.store(statement, isLast)
      case 'when':
        if (statement.target !== undefined) this.bind(statement.target, borrowed)
        return this.when(statement, isLast)
      case 'loop':
        return this.loop(statement.condition, statement.body)
      case 'jump':
        return around.jump(statement.target, () => this.push(statement.target), isLast)
      case 'leave':
        return around.leave()
      case 'trap':
        return around.trap(statement, () => this.pushStopValue(statement))
      case 'stop':
        return around.stop(statement, () => this.pushStopValue(statement))
      case 'call':
      case 'host':
        return this.invoke(statement, borrowed)
      case 'setFlags':
        throw new Error('flags must be written as registers before they are lowered')
    }
  }

  /** A stop's value as an i64. */
  private pushStopValue({ value }: TrapStatement | StopStatement): void {
    if (value === undefined) {
      this.code.i64(0n)
      return
    }
    this.push(value)
    if (value.type === 'i32') this.code.op(OP.i64_extend_i32_s)
  }

  private invoke(statement: CallStatement | HostStatement, borrowed: Value[]): void {
    const pushArguments = (): void => {
      for (const value of statement.values) this.push(value)
    }
    if (statement.kind === 'call') this.around.call(statement, pushArguments)
    else this.around.host(statement, pushArguments)
    const result = statement.kind === 'call' ? statement.routine.result : statement.call.result
    if (statement.target !== undefined) this.code.set(this.bind(statement.target, borrowed))
    else if (result !== undefined) this.code.op(OP.drop)
  }

  private when({ condition, then, otherwise, target }: WhenStatement, isLast: boolean): void {
    this.push(condition)
    this.code.if()
    this.block(then, isLast, target)
    if (otherwise.statements.length > 0 || otherwise.result !== undefined) {
      this.code.else()
      this.block(otherwise, isLast, target)
    }
    this.code.end()
  }

  private loop(condition: Block, body: Block): void {
    const { code } = this
    const outside = code.block()
    const again = code.loop()
    const test = code.borrow('i32')
    // The condition's result is computed while its block's temporaries are still bound.
    this.conditionInto(condition, test)
    code.get(test).op(OP.i32_eqz).brIf(outside)
    code.release('i32', test)
    this.block(body, false)
    code.br(again).end().end()
  }

  private conditionInto(condition: Block, local: number): void {
    const { statements, result } = condition
    const borrowed: Value[] = []
    for (const statement of statements) {
      this.computeShared(statement, borrowed)
      this.statement(statement, false, borrowed)
    }
    if (result === undefined) throw new Error('the condition of a loop yields no value')
    this.computeShared(condition, borrowed)
    this.push(result)
    this.code.set(local)
    for (const value of borrowed) this.forget(value)
  }

  /** Pushes what must be added to the file's offset to reach a register, and returns the constant part. */
  private pushRegisterAddress(file: RegisterFile, index: Value): number {
    const base = this.around.state.registerOffset(file, 0)
    const { low, high } = rangeOf(index)
    if (low === high) {
      this.code.i32(0)
      return this.around.state.registerOffset(file, low)
    }
    if (high < slotsOf(file) && this.around.pushScaledIndex(index)) return base
    this.push(index)
    if (high >= slotsOf(file)) this.code.i32(slotsOf(file) - 1).op(OP.i32_and)
    this.code.i32(Math.log2(slotBytes(file))).op(OP.i32_shl)
    return base
  }

  private read(statement: ReadStatement, borrowed: Value[]): void {
    const { file, index } = statement
    const holder = this.around.holderOf(file, index)
    if (holder?.kind === 'local' && this.around.staysInHolder?.(statement)) {
      this.values.locals.set(statement.target, holder.index)
      return
    }
    const target = this.bind(statement.target, borrowed)
    if (holder !== undefined) {
      if (holder.kind === 'global') this.code.globalGet(holder.index)
      else this.code.get(holder.index)
    } else {
      const offset = this.pushRegisterAddress(file, index)
      const opcode = file.type === 'f64' ? OP.f64_load : file.type === 'i64' ? OP.i64_load : OP.i32_load
      this.code.memory(opcode, offset)
    }
    this.code.set(target)
  }

  private write(statement: WriteStatement): void {
    const { assigning } = this.around
    if (assigning === undefined) this.assign(statement)
    else assigning(statement.file, statement.index, () => this.assign(statement))
  }

  private assign({ file, index, value }: WriteStatement): void {
    const holder = this.around.holderOf(file, index)
    if (holder?.kind === 'local' && file.bits >= 32 && this.assignLocal(holder.index, value)) return
    const offset = holder === undefined ? this.pushRegisterAddress(file, index) : 0
    this.push(value)
    if (file.bits < 32) this.code.i32(2 ** file.bits - 1).op(OP.i32_and)
    if (holder !== undefined) {
      if (holder.kind === 'global') this.code.globalSet(holder.index)
      else this.code.set(holder.index)
      return
    }
    const opcode = file.type === 'f64' ? OP.f64_store : file.type === 'i64' ? OP.i64_store : OP.i32_store
    this.code.memory(opcode, offset)
  }

  /** Assigns what is computed as a float, or is in a local already, in one piece; tells whether it did. */
  private assignLocal(to: number, value: Value): boolean {
    const from = this.values.locals.get(value)
    if (from !== undefined) this.code.move(from, to)
    else if (this.values.pushFloat(value)) this.code.setFloat(to)
    else return false
    return true
  }

  private load({ space, address, access, missing, target }: LoadStatement, local: number): void {
    const { code } = this
    const { bytes } = access
    this.direct(space, address, bytes, false, {
      found: (offset, region) => {
        code.get(offset)
        emitLoad(code, access, region)
        code.set(local)
      },
      missing: () => this.block(missing, false, target),
    })
  }

  private store({ space, address, value, access, missing }: StoreStatement, isLast: boolean): void {
    const { code, around } = this
    this.direct(space, address, access.bytes, true, {
      found: (offset, region) => {
        code.get(offset)
        this.push(value)
        emitStore(code, access, region)
        around.stored(offset, region, access.bytes)
      },
      missing: () => this.block(missing, isLast),
    })
  }

  /** Finds the host offset of a guest address: likely regions inline, further ones by a function. */
  private direct(
    space: Space,
    address: Value,
    bytes: number,
    writing: boolean,
    write: { readonly found: (offset: number, region: number) => void; readonly missing: () => void },
  ): void {
    const { code, around } = this
    const regions: readonly PlacedRegion[] = candidates(around.state.layout.regions, space, bytes, writing)
    if (regions.length === 0) return write.missing()
    const [guest, distance] = [code.borrow(space.address), code.borrow('i32')]
    this.push(address)
    code.set(guest)
    const inline = regions.length > (around.regionsInline ?? 1) ? 1 : regions.length
    for (const region of regions.slice(0, inline)) {
      pushInside(code, region, bytes, guest, distance)
      code.if()
      write.found(distance, region.offset)
      code.else()
    }
    if (inline < regions.length) {
      code
        .get(guest)
        .call(around.finder(space, bytes, writing))
        .tee(distance)
        .if()
      write.found(distance, 0)
      code.else()
    }
    write.missing()
    for (let open = Math.min(regions.length, inline + 1); open > 0; open--) code.end()
    code.release(space.address, guest)
    code.release('i32', distance)
  }
}
