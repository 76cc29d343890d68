// The state of one machine instance: its memory, and typed access to registers, engine block and guest memory.

import {
  type Constant,
  ENGINE,
  type HostCall,
  type HostImplementation,
  type Layout,
  layOut,
  type Machine,
  type PlacedRegion,
  type Region,
  type RegisterFile,
  regionAt,
  type Space,
  slotBytes,
  slotsOf,
} from '../core/index.js'

const WASM_PAGE = 65536

/** Where everything of a machine lies. Says nothing about what is there. */
export class Placement {
  constructor(
    readonly machine: Machine,
    readonly layout: Layout,
  ) {}

  /** Offset in memory of a register; codes are taken modulo the file's slots. */
  registerOffset(file: RegisterFile, index: number): number {
    const base = this.layout.registers.get(file)
    if (base === undefined) throw new Error(`${this.machine.name} has no register file ${file.name}`)
    return base + (index & (slotsOf(file) - 1)) * slotBytes(file)
  }
}

/** A text that is equal for layouts of one machine in which every address is the same. */
export function layoutKey({ regions }: Layout): string {
  return regions
    .map(({ space, start, bytes, writable, offset }) => [space.name, start, bytes, writable, offset].join())
    .join(' ')
}

/** Everything the guest can see, in one memory, plus what engines share about it. */
export class MachineState {
  readonly placement: Placement
  readonly memory: WebAssembly.Memory
  /** Views of `memory`; replaced when it grows, so never keep them across calls. */
  view: DataView
  bytes: Uint8Array
  readonly breakpoints = new Set<bigint>()

  constructor(
    readonly machine: Machine,
    regions: readonly Region[],
    private readonly hosts: Readonly<Record<string, HostImplementation>>,
  ) {
    this.placement = new Placement(machine, layOut(machine, regions))
    this.memory = new WebAssembly.Memory({
      initial: Math.ceil(this.layout.bytes / WASM_PAGE),
      maximum: 65536,
    })
    this.view = new DataView(this.memory.buffer)
    this.bytes = new Uint8Array(this.memory.buffer)
  }

  get layout(): Layout {
    return this.placement.layout
  }

  /** The host function behind a host call. */
  host({ name }: HostCall): HostImplementation {
    const found = Object.hasOwn(this.hosts, name) ? this.hosts[name] : undefined
    if (found === undefined) throw new Error(`${this.machine.name} needs the host function ${name}`)
    return found
  }

  /** Appends `bytes` zeroed bytes of engine scratch space behind the state; returns their offset. */
  allocate(bytes: number): number {
    const offset = this.memory.buffer.byteLength
    this.memory.grow(Math.ceil(bytes / WASM_PAGE))
    this.view = new DataView(this.memory.buffer)
    this.bytes = new Uint8Array(this.memory.buffer)
    return offset
  }

  get pc(): bigint {
    return this.machine.pc === 'i64'
      ? this.view.getBigUint64(ENGINE.pc, true)
      : BigInt(this.view.getUint32(ENGINE.pc, true))
  }

  set pc(address: bigint) {
    this.view.setBigUint64(
      ENGINE.pc,
      this.machine.pc === 'i64' ? BigInt.asUintN(64, address) : BigInt.asUintN(32, address),
      true,
    )
  }

  /** Instructions executed since the last reset; exact at stops and in host calls. */
  get retired(): number {
    return Number(this.view.getBigInt64(ENGINE.limit, true)) - this.view.getInt32(ENGINE.fuel, true)
  }

  /** Offset in memory of a register; codes are taken modulo the file's slots. */
  registerOffset(file: RegisterFile, index: number): number {
    return this.placement.registerOffset(file, index)
  }

  /** Value of a register in normal form (i32 signed, i64 signed). The pc register gives the pc. */
  register(file: RegisterFile, index: number): Constant {
    if (file.pc?.index === index)
      return file.bits === 64 ? BigInt.asIntN(64, this.pc) : Number(BigInt.asIntN(32, this.pc))
    const offset = this.registerOffset(file, index)
    if (file.type === 'i64') return this.view.getBigInt64(offset, true)
    return file.type === 'f64' ? this.view.getFloat64(offset, true) : this.view.getInt32(offset, true)
  }

  /** Assigns a register; values wrap to its width. */
  setRegister(file: RegisterFile, index: number, value: Constant): void {
    if (file.pc?.index === index) {
      this.pc = BigInt(value)
      return
    }
    const offset = this.registerOffset(file, index)
    if (file.type === 'f64') this.view.setFloat64(offset, Number(value), true)
    else if (file.bits === 64) this.view.setBigUint64(offset, BigInt.asUintN(64, BigInt(value)), true)
    else this.view.setUint32(offset, Number(BigInt.asUintN(file.bits, BigInt(value))), true)
  }

  /** The region holding all of `bytes` bytes at `address`. */
  regionAt(space: Space, address: bigint, bytes: number): PlacedRegion | undefined {
    return regionAt(this.layout, space, address, bytes)
  }

  /** One byte of a region as the guest numbers bytes, whatever the order in host memory. */
  guestByte(region: PlacedRegion, index: number): number {
    return this.bytes[region.offset + storedIndex(region.space, index)]
  }

  setGuestByte(region: PlacedRegion, index: number, value: number): void {
    this.bytes[region.offset + storedIndex(region.space, index)] = value
  }

  /** Zeroes the bytes from `from` up to but not including `to`. */
  clearGuestBytes(region: PlacedRegion, from: number, to: number): void {
    const word = region.space.wordBytes ?? 1
    let [first, end] = [from, to]
    while (first < end && first % word !== 0) this.setGuestByte(region, first++, 0)
    while (first < end && end % word !== 0) this.setGuestByte(region, --end, 0)
    this.bytes.fill(0, region.offset + first, region.offset + end)
  }
}

/** Where byte `index` of a region is stored: word memory of a big-endian guest lies swapped in host memory. */
function storedIndex(space: Space, index: number): number {
  return space.wordBytes !== undefined && space.order === 'big' ? index ^ (space.wordBytes - 1) : index
}
