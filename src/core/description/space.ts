// Memories as a description declares them, and the load and store effects on them.

import { lift, type Operand } from '../ir/build.js'
import type { Access } from '../ir/effect.js'
import { emit, newTemporary, recordBlock, yieldsOrLeaves } from '../ir/record.js'
import type { Value } from '../ir/value.js'

/** The type of addresses of a space. */
export type AddressType = 'i32' | 'i64'

/**
 * An address space. Which parts of it are directly accessible memory (RAM, ROM) is decided when a machine is built; an
 * access to any other part runs the `missing` block of the load or store.
 */
export interface Space<T extends AddressType = AddressType> {
  readonly name: string
  readonly address: T
  readonly order: 'little' | 'big'
  /**
   * Set when the guest can only reach whole aligned words of this many bytes. Such memory is kept in host byte order and
   * converted where bytes become visible (images, snapshots of bytes, the debugger).
   */
  readonly wordBytes: 4 | 8 | undefined
  readonly summary: string
}

/** Declares an address space. */
export function space<T extends AddressType>(
  name: string,
  address: T,
  options: { readonly order: 'little' | 'big'; readonly wordBytes?: 4 | 8; readonly summary?: string },
): Space<T> {
  return { name, address, order: options.order, wordBytes: options.wordBytes, summary: options.summary ?? '' }
}

/** What a load or store needs to know besides the address. */
export interface AccessOptions<T extends 'i32' | 'i64'> {
  readonly bytes: 1 | 2 | 4 | 8
  readonly type: T
  readonly signed?: boolean
}

/** Byte order of `space` as it lies in host memory. */
export function storageOrder(space: Space): 'little' | 'big' {
  return space.wordBytes === undefined ? space.order : 'little'
}

function accessOf(space: Space, options: AccessOptions<'i32' | 'i64'>): Access {
  const { bytes, type, signed = false } = options
  if (type === 'i32' && bytes === 8) throw new Error(`${space.name}: 8 bytes do not fit an i32`)
  if (space.wordBytes !== undefined && bytes !== space.wordBytes) {
    throw new Error(`${space.name} is accessed in words of ${space.wordBytes} bytes, not in ${bytes}`)
  }
  return { bytes, type, signed, order: storageOrder(space) }
}

/** Loads from memory; `missing` yields the value, or leaves, where there is none. */
export function load<A extends AddressType, T extends 'i32' | 'i64'>(
  space: Space<A>,
  address: Operand<A>,
  options: AccessOptions<T>,
  missing: () => Value<T> | undefined,
): Value<T> {
  const target = newTemporary(options.type)
  const absent = recordBlock(missing)
  if (!yieldsOrLeaves(absent)) {
    throw new TypeError(`${space.name}: the missing part of a load neither yields a value nor leaves`)
  }
  emit({
    kind: 'load',
    target,
    space,
    address: lift(space.address, address as Operand<AddressType>) as Value<A>,
    access: accessOf(space, options),
    missing: absent,
  })
  return target
}

/** Stores to memory; `missing` runs instead where there is none that can be written. */
export function store<A extends AddressType, T extends 'i32' | 'i64'>(
  space: Space<A>,
  address: Operand<A>,
  value: Value<T>,
  options: Omit<AccessOptions<T>, 'signed'>,
  missing: () => void,
): void {
  emit({
    kind: 'store',
    space,
    address: lift(space.address, address as Operand<AddressType>) as Value<A>,
    value,
    access: accessOf(space, options),
    missing: recordBlock(() => {
      missing()
      return undefined
    }),
  })
}
