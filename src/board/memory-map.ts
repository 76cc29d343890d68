// The memory map: which component answers at which address, and why a mapping can be refused.

import type { Placement, Space } from '../core/index.js'

/** Why a component could not be mapped. Checked in this order (spec/lrvm.md 9.2). */
export type MappingError =
  | { readonly kind: 'UnknownComponent' }
  | { readonly kind: 'UnalignedStartAddress' }
  | { readonly kind: 'NullBusSize' }
  | { readonly kind: 'UnalignedBusSize' }
  | { readonly kind: 'UnalignedEndAddress' }
  | { readonly kind: 'NullOrNegAddressRange' }
  | { readonly kind: 'MappingTooLarge'; readonly bytes: number }
  | { readonly kind: 'AlreadyMapped' }
  | { readonly kind: 'AddressOverlaps'; readonly with: Placement }

/** A mapped component: addresses of its first and last byte. */
export interface Mapping extends Placement {
  readonly component: number
}

/** Maps components into an address space, in whole words of it. */
export class MemoryMap {
  private readonly mapped: Mapping[] = []
  private readonly bits: number
  private readonly word: bigint

  /** `sizes` holds the size in bytes of every component of the board. */
  constructor(
    private readonly sizes: readonly number[],
    space: Pick<Space, 'address' | 'wordBytes'>,
  ) {
    this.bits = space.address === 'i64' ? 64 : 32
    this.word = BigInt(space.wordBytes ?? 1)
  }

  private wrap(address: bigint): bigint {
    return BigInt.asUintN(this.bits, address)
  }

  private isUnaligned(address: bigint): boolean {
    return address % this.word !== 0n
  }

  /** Mappings in the order in which they were made; the first that contains an address answers. */
  get mappings(): readonly Mapping[] {
    return this.mapped
  }

  /** Where a component is mapped. */
  placement(component: number): Placement | undefined {
    return this.mapped.find((mapping) => mapping.component === component)
  }

  /** The mapping that contains an address. */
  at(address: number): Mapping | undefined {
    const wanted = BigInt(address >>> 0)
    return this.mapped.find(({ start, last }) => wanted >= start && wanted <= last)
  }

  /** Maps a component; `end` is the address of the last word, by default what the component's size gives. */
  map(component: number, start: bigint, end?: bigint): Mapping | MappingError {
    const bytes = this.sizes[component]
    if (bytes === undefined) return { kind: 'UnknownComponent' }
    const size = BigInt(bytes)
    const error = this.refusal(component, start, end ?? this.wrap(start + size - this.word), size)
    if (error !== undefined) return error
    const mapping = { component, start, last: start + size - 1n }
    this.mapped.push(mapping)
    return mapping
  }

  private refusal(component: number, start: bigint, end: bigint, size: bigint): MappingError | undefined {
    if (this.isUnaligned(start)) return { kind: 'UnalignedStartAddress' }
    if (size === 0n) return { kind: 'NullBusSize' }
    if (this.isUnaligned(size)) return { kind: 'UnalignedBusSize' }
    if (this.isUnaligned(end)) return { kind: 'UnalignedEndAddress' }
    if (start === this.wrap(end + this.word) || start > end) return { kind: 'NullOrNegAddressRange' }
    if (end - start > size) return { kind: 'MappingTooLarge', bytes: Number(size) }
    if (this.placement(component) !== undefined) return { kind: 'AlreadyMapped' }
    const overlapped = this.mapped.find((other) => other.start <= end && start <= other.last)
    return overlapped && { kind: 'AddressOverlaps', with: overlapped }
  }

  /** Maps components one after the other; one that is refused leaves the address where it is. */
  mapContiguously(components: readonly number[], start = 0n): readonly (Mapping | MappingError)[] {
    let address = start
    return components.map((component) => {
      const result = this.map(component, address)
      if ('last' in result) address = this.wrap(result.last + 1n)
      return result
    })
  }
}
