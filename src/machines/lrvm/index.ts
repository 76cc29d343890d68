// LRVM for tools and embedders: the machine, its components, its default board.

import type { ComponentType, MachineKit } from '../../core/index.js'
import type { Facts } from './components/component.js'
import { basicDebug, characterDisplay } from './components/displays.js'
import { bootRom, ram } from './components/memory.js'
import { explainException } from './exceptions.js'
import { hostFunctions } from './host.js'
import { lrvm } from './machine.js'
import { bus } from './memory.js'

export { lrvm } from './machine.js'
export { bus } from './memory.js'
export { basicDebug, bootRom, characterDisplay, ram }

/** Hardware ids of the components of boards that are described by a list: a fixed prefix and the position. */
const ID_PREFIX = 0x150f000000000000n
const idAt = (position: number): bigint => ID_PREFIX + BigInt(position)

const components: Record<string, ComponentType<Facts>> = {
  rom: {
    summary: 'Boot ROM that holds the program',
    sized: true,
    holdsProgram: true,
    make: (position, bytes, image) => bootRom(image, Math.ceil(bytes / 4) * 4, idAt(position)),
  },
  ram: {
    summary: 'RAM, zeroed by resets',
    sized: true,
    make: (position, bytes) => ram(bytes, idAt(position)),
  },
  'character-display': {
    summary: 'Shows the character whose code point is stored to it',
    sized: false,
    make: (position) => characterDisplay(idAt(position)),
  },
  'basic-debug': {
    summary: 'Prints stored words as numbers',
    sized: false,
    make: (position) => basicDebug(idAt(position)),
  },
}

/** Everything tools need to run LRVM programs. */
export const lrvmKit: MachineKit<Facts> = {
  machine: lrvm,
  space: bus,
  components,
  defaultBoard: [
    { type: 'rom', bytes: 0x10000 },
    { type: 'ram', bytes: 0x100000 },
    { type: 'character-display' },
    { type: 'basic-debug' },
  ],
  explain: explainException,
  host: hostFunctions,
}
