// The body of one WebAssembly function: instructions with labels instead of nesting depths, locals on demand.

import { ByteWriter, unsignedBytes } from './bytes.js'
import { OP, TYPE, type WasmType } from './opcodes.js'

/** A branch target: a `block`, `loop` or `if` that is open. */
export interface Label {
  /** Number of constructs that were open when this one was opened. */
  readonly depth: number
}

/** Writes one function body. */
export class FunctionCode {
  /** Where the instructions begin and, once they are complete, end in `body`. */
  private start: number
  private stop: number | undefined
  /** The types of the locals that are no parameters, each with how many of it follow each other. */
  private readonly runs: { readonly type: WasmType; count: number }[] = []
  /** How many locals there are, with parameters. */
  private locals: number
  private depth = 0
  private readonly free = new Map<WasmType, number[]>()

  /** `parameters` are the first locals. Instructions are appended to `body`, which can hold those of functions before. */
  constructor(
    public parameters: readonly WasmType[],
    private readonly body = new ByteWriter(1024),
  ) {
    this.start = body.length
    this.locals = parameters.length
  }

  /** The instructions begin here: those of others were appended to `body` meanwhile. */
  begin(): void {
    this.start = this.body.length
  }

  /** Makes the first locals further parameters, of these types. All locals keep their numbers. */
  takeAsParameters(types: readonly WasmType[]): void {
    let left = types.length
    while (left > 0) {
      const [first] = this.runs
      const taken = Math.min(left, first.count)
      first.count -= taken
      left -= taken
      if (first.count === 0) this.runs.shift()
    }
    this.parameters = [...this.parameters, ...types]
  }

  /** A local of its own. */
  local(type: WasmType): number {
    this.declare(type, 1)
    return this.locals - 1
  }

  /** Makes some locals of a type, one after the other. */
  declare(type: WasmType, count: number): void {
    const last = this.runs[this.runs.length - 1]
    if (last?.type === type) last.count += count
    else this.runs.push({ type, count })
    this.locals += count
  }

  /** A local that may be reused after `release`. */
  borrow(type: WasmType): number {
    return this.free.get(type)?.pop() ?? this.local(type)
  }

  release(type: WasmType, local: number): void {
    const list = this.free.get(type)
    if (list === undefined) this.free.set(type, [local])
    else list.push(local)
  }

  /** Up to three opcodes; any number of them would have to come in an array, one for every call. */
  op(opcode: number, second?: number, third?: number): this {
    this.body.byte(opcode)
    if (second !== undefined) this.body.byte(second)
    if (third !== undefined) this.body.byte(third)
    return this
  }

  raw(bytes: readonly number[]): this {
    this.body.bytes(bytes)
    return this
  }

  private immediate(opcode: number, value: number): this {
    this.body.instruction(opcode, value)
    return this
  }

  get(local: number): this {
    return this.immediate(OP.local_get, local)
  }

  set(local: number): this {
    return this.immediate(OP.local_set, local)
  }

  tee(local: number): this {
    return this.immediate(OP.local_tee, local)
  }

  /** Pushes the float whose pattern a local holds. */
  getFloat(local: number): this {
    return this.get(local).op(OP.f32_reinterpret_i32)
  }

  /** Assigns the pattern of the float on the stack. */
  setFloat(local: number): this {
    return this.op(OP.i32_reinterpret_f32).set(local)
  }

  /** Assigns one local to another. */
  move(from: number, to: number): this {
    return this.get(from).set(to)
  }

  globalGet(global: number): this {
    return this.immediate(OP.global_get, global)
  }

  globalSet(global: number): this {
    return this.immediate(OP.global_set, global)
  }

  call(index: number): this {
    return this.immediate(OP.call, index)
  }

  /** Calls the function of table 0 whose index is on the stack. */
  callIndirect(type: number): this {
    this.immediate(OP.call_indirect, type)
    this.body.byte(0)
    return this
  }

  i32(value: number): this {
    // The encoding of a small number is a byte in two's complement of seven bits.
    if (value >= -64 && value <= 63) this.body.instruction(OP.i32_const, value & 0x7f)
    else {
      this.body.byte(OP.i32_const)
      this.body.signed(value)
    }
    return this
  }

  i64(value: bigint): this {
    this.body.byte(OP.i64_const)
    this.body.signed64(value)
    return this
  }

  /** A float by its pattern. */
  f32(bits: number): this {
    this.body.byte(OP.f32_const)
    this.body.float32(bits)
    return this
  }

  f64(value: number): this {
    this.body.byte(OP.f64_const)
    this.body.float64(value)
    return this
  }

  /** A load or store whose address is on the stack; `offset` is added without wrapping. */
  memory(opcode: number, offset: number): this {
    this.body.instruction(opcode, 0)
    this.body.unsigned(offset)
    return this
  }

  private open(opcode: number, result: WasmType | undefined): Label {
    this.body.instruction(opcode, result === undefined ? 0x40 : TYPE[result])
    return { depth: this.depth++ }
  }

  block(result?: WasmType): Label {
    return this.open(OP.block, result)
  }

  loop(result?: WasmType): Label {
    return this.open(OP.loop, result)
  }

  if(result?: WasmType): Label {
    return this.open(OP.if, result)
  }

  else(): this {
    this.body.byte(OP.else)
    return this
  }

  end(): this {
    this.depth--
    this.body.byte(OP.end)
    return this
  }

  br(label: Label): this {
    return this.immediate(OP.br, this.depth - 1 - label.depth)
  }

  brIf(label: Label): this {
    return this.immediate(OP.br_if, this.depth - 1 - label.depth)
  }

  brTable(labels: readonly Label[], otherwise: Label): this {
    this.immediate(OP.br_table, labels.length)
    for (const label of labels) this.body.unsigned(this.depth - 1 - label.depth)
    this.body.unsigned(this.depth - 1 - otherwise.depth)
    return this
  }

  /** Number of bytes written so far. */
  get size(): number {
    return this.body.length - this.start
  }

  /** Number of constructs that are open. */
  get nesting(): number {
    return this.depth
  }

  /** The instructions so far, without locals; not a copy. */
  get instructions(): Uint8Array {
    return this.body.finish().subarray(this.start, this.stop)
  }

  /** Appends instructions as they are. */
  copy(instructions: Uint8Array, from: number, to: number): this {
    this.body.slice(instructions, from, to)
    return this
  }

  /** Tells that copied instructions opened (or, with a negative number, closed) constructs. */
  nest(levels: number): this {
    this.depth += levels
    return this
  }

  /** Nothing is appended any more: the bytes behind belong to others. */
  complete(): void {
    if (this.depth !== 0) throw new Error(`${this.depth} WebAssembly constructs are still open`)
    this.stop = this.body.length
  }

  /** Writes the function as the code section wants it. */
  writeTo(out: ByteWriter): void {
    const { runs, start, stop = this.body.length } = this
    let bytes = unsignedBytes(runs.length) + stop - start + 1
    for (const { count } of runs) bytes += unsignedBytes(count) + 1
    out.unsigned(bytes)
    out.unsigned(runs.length)
    for (const { type, count } of runs) {
      out.unsigned(count)
      out.byte(TYPE[type])
    }
    out.append(this.body, start, stop)
    out.byte(OP.end)
  }
}
