// The memory map: which component answers at which address, and why a mapping can be refused.

import type { Placement } from '../core/index.js'

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

const SPAN = 2n ** 32n
const WORD = 4n
const wrap = (address: bigint): bigint => ((address % SPAN) + SPAN) % SPAN
const unaligned = (address: bigint): boolean => address % WORD !== 0n

/** Maps components into a 32-bit address space, in words of 4 bytes. */
export class MemoryMap {
  private readonly mapped: Mapping[] = []

  /** `sizes` holds the size in bytes of every component of the board. */
  constructor(private readonly sizes: readonly number[]) {}

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
    const error = this.refusal(component, start, end ?? wrap(start + size - WORD), size)
    if (error !== undefined) return error
    const mapping = { component, start, last: start + size - 1n }
    this.mapped.push(mapping)
    return mapping
  }

  private refusal(component: number, start: bigint, end: bigint, size: bigint): MappingError | undefined {
    if (unaligned(start)) return { kind: 'UnalignedStartAddress' }
    if (size === 0n) return { kind: 'NullBusSize' }
    if (unaligned(size)) return { kind: 'UnalignedBusSize' }
    if (unaligned(end)) return { kind: 'UnalignedEndAddress' }
    if (start === wrap(end + WORD) || start > end) return { kind: 'NullOrNegAddressRange' }
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
      if ('last' in result) address = wrap(result.last + 1n)
      return result
    })
  }
}
