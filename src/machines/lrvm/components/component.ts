// What LRVM knows about its components: metadata, categories, refusals, hardware ids (spec/lrvm.md section 12).

import { type Component, type Device, type MemoryBlock, Refusal } from '../../../core/index.js'

/** Categories and types of components (section 12.2), as category and type words. */
export const CATEGORY = {
  debugBasic: [0x00000100, 0x00000100],
  displayBuffered: [0x00011000, 0x00000100],
  memoryRam: [0x00021000, 0x00000100],
  storageReadonly: [0x00022000, 0x00000100],
} as const

/** Hardware exception values (section 12.3). */
export const NOT_READABLE = 0x2100
export const NOT_WRITABLE = 0x3100

/** The refusal of write-only components. */
export const notReadable = new Refusal(NOT_READABLE)

/** What HWD can tell about a component. */
export interface Facts {
  readonly hardwareId: bigint
  /** The reported name, cut to at most 32 bytes of UTF-8 at a character boundary (section 9.3). */
  readonly name: Uint8Array
  /** The 8 metadata words (section 12.1). */
  readonly metadata: readonly number[]
}

/** The longest beginning of a text that fits into 32 bytes without cutting a character. */
function cutName(name: string): Uint8Array {
  const characters = [...name]
  const encoder = new TextEncoder()
  while (encoder.encode(characters.join('')).length > 32) characters.pop()
  return encoder.encode(characters.join(''))
}

function facts(
  name: string,
  hardwareId: bigint,
  bytes: number,
  [category, type]: readonly [number, number],
): Facts {
  const [high, low] = [Number(hardwareId >> 32n), Number(hardwareId & 0xffffffffn)]
  return { hardwareId, name: cutName(name), metadata: [high, low, bytes, category, type, 0, 0, 0] }
}

/** A component whose words a device answers for. */
export function deviceComponent(
  device: Device,
  hardwareId: bigint,
  category: readonly [number, number],
): Component<Facts> {
  return {
    name: device.name,
    behaviour: { kind: 'device', device },
    facts: facts(device.name, hardwareId, device.bytes, category),
  }
}

/** A component that is plain memory. */
export function memoryComponent(
  name: string,
  memory: MemoryBlock,
  hardwareId: bigint,
  category: readonly [number, number],
): Component<Facts> {
  return {
    name,
    behaviour: { kind: 'memory', memory },
    facts: facts(name, hardwareId, memory.bytes, category),
  }
}
