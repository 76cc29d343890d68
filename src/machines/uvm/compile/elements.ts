// Elements with an index that is computed: uVM has no indexed access, so a search tree of comparisons finds the slot.
//
// The tree leads to one of `length` leaves, each of which knows its slot. An index that is equal to none fails, so the
// bounds cost nothing extra. The index stays on the stack meanwhile.

import type { Label } from './items.js'
import type { Output } from './output.js'

/** An array in the frame. */
export interface ArrayPlace {
  readonly name: string
  readonly base: number
  readonly length: number
}

/** `index -> value` */
export function loadElement(array: ArrayPlace, output: Output): void {
  findElement(array, output, (slot) => output.add('iloc', slot))
}

/** `index value ->` */
export function storeElement(array: ArrayPlace, output: Output): void {
  output.add('iswap')
  findElement(array, output, (slot) => output.add('isloc', slot))
}

function findElement(array: ArrayPlace, output: Output, access: (slot: number) => void): void {
  const leaves = Array.from({ length: array.length }, () => output.newLabel())
  const [end, outside] = [output.newLabel(), output.newLabel()]
  search(0, array.length, leaves, outside, output)
  leaves.forEach((leaf, index) => {
    output.place(leaf)
    output.add('idrop')
    access(array.base + index)
    output.add('jmp', end)
  })
  output.place(outside)
  output.fail(`the index is outside of ${array.name}, whose elements are 0 to ${array.length - 1}`)
  output.place(end)
}

/** Goes to the leaf of the index on top, if it is from `low` up to, but not including, `high`. */
function search(low: number, high: number, leaves: readonly Label[], outside: Label, output: Output): void {
  const middle = (low + high) >>> 1
  output.add('idup')
  output.push(middle)
  output.add('icmp')
  output.add('jc', leaves[middle])
  const [isLess, isMore] = [low < middle, middle + 1 < high]
  if (isLess && isMore) {
    const above = output.newLabel()
    output.add('iloadcf')
    output.add('jc', above)
    search(low, middle, leaves, outside, output)
    output.place(above)
  }
  if (isMore) return search(middle + 1, high, leaves, outside, output)
  if (isLess) return search(low, middle, leaves, outside, output)
  output.add('jmp', outside)
}
