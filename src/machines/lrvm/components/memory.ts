// Memory components: boot ROM and RAM (spec/lrvm.md 13.1 and 13.2).

import type { Component } from '../../../core/index.js'
import { CATEGORY, type Facts, memoryComponent, NOT_WRITABLE } from './component.js'

/** A size in whole words; throws a `RangeError` otherwise. */
function checkedSize(bytes: number): number {
  if (bytes <= 0 || bytes % 4 !== 0)
    throw new RangeError(`${bytes} bytes are not a positive number of whole words`)
  return bytes
}

/** A ROM with a program in it; reads beyond the program give 0, writes are refused. */
export function bootRom(image: Uint8Array, bytes: number, hardwareId: bigint): Component<Facts> {
  const needed = Math.ceil(image.length / 4) * 4
  if (bytes < needed) throw new RangeError(`a ROM of ${bytes} bytes cannot hold a program of ${needed} bytes`)
  const memory = {
    bytes: checkedSize(bytes),
    writable: false,
    contents: image,
    clearedByReset: false,
    storeRefusal: NOT_WRITABLE,
  }
  return memoryComponent('BootROM', memory, hardwareId, CATEGORY.storageReadonly)
}

/** A RAM, zeroed by every reset. */
export function ram(bytes: number, hardwareId: bigint): Component<Facts> {
  const memory = {
    bytes: checkedSize(bytes),
    writable: true,
    contents: new Uint8Array(),
    clearedByReset: true,
  }
  return memoryComponent('RAM', memory, hardwareId, CATEGORY.memoryRam)
}
