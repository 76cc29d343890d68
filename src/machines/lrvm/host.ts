// LRVM's host functions: the bus, HWD and RESET, on any board (spec/lrvm.md sections 9, 11 and 12.4).

import { type BoardView, type GuestAccess, type HostImplementation, Refusal } from '../../core/index.js'
import type { Facts } from './components/component.js'
import { EXCEPTION } from './exceptions.js'
import { INFORMATION_NAMES } from './operands.js'
import { latch } from './registers.js'

const code = (name: string): number => INFORMATION_NAMES[name]

/** Information that only depends on the component (codes by section 12.4). */
const FACTS = new Map<number, (facts: Facts) => number>([
  [code('HWD_UID_UPPER'), ({ hardwareId }) => Number(hardwareId >> 32n)],
  [code('HWD_UID_LOWER'), ({ hardwareId }) => Number(hardwareId & 0xffffffffn)],
  [code('HWD_NAME_LEN'), ({ name }) => name.length],
  ...Array.from({ length: 8 }, (_, i): [number, (facts: Facts) => number] => [
    code(`HWD_NAME_W${i + 1}`),
    ({ name }) => nameWord(name, i),
  ]),
  [code('HWD_SIZE'), ({ metadata }) => metadata[2]],
  [code('HWD_CAT'), ({ metadata }) => metadata[3]],
  [code('HWD_TYPE'), ({ metadata }) => metadata[4]],
  [code('HWD_MODEL'), ({ metadata }) => metadata[5]],
  [code('HWD_DATA_UPPER'), ({ metadata }) => metadata[6]],
  [code('HWD_DATA_LOWER'), ({ metadata }) => metadata[7]],
])

function nameWord(name: Uint8Array, index: number): number {
  const padded = new Uint8Array(32)
  padded.set(name)
  return new DataView(padded.buffer).getUint32(4 * index)
}

/** An answer, or the exception that refuses it. */
type Answer = { readonly value: number } | { readonly exception: number }

function query(board: BoardView<Facts>, component: number, information: number): Answer {
  if (component === 0 && information === code('HWD_COUNT')) return { value: board.components.length }
  const target = board.components[component]
  if (target === undefined) return { exception: EXCEPTION.UNKNOWN_COMPONENT }
  const placement = board.placement(component)
  switch (information) {
    case code('HWD_IS_MAPPED'):
      return { value: placement === undefined ? 0 : 1 }
    case code('HWD_MAP_START'):
      return placement ? { value: Number(placement.start) } : { exception: EXCEPTION.UNMAPPED_COMPONENT }
    case code('HWD_MAP_END'):
      return placement ? { value: Number(placement.last) } : { exception: EXCEPTION.UNMAPPED_COMPONENT }
    default: {
      const fact = FACTS.get(information)
      return fact === undefined ? { exception: EXCEPTION.UNKNOWN_INFORMATION } : { value: fact(target.facts) }
    }
  }
}

/** Which components RESET's operand selects, relative to number `reference`. */
const SELECTIONS: readonly ((id: number, reference: number) => boolean)[] = [
  () => true,
  (id, reference) => id === reference,
  (id, reference) => id !== reference,
  (id, reference) => id < reference,
  (id, reference) => id > reference,
]

function resetComponents(board: BoardView<Facts>, selection: number, reference: number): number {
  if (selection === 1 && reference >= board.components.length) return EXCEPTION.UNKNOWN_COMPONENT
  const selects = SELECTIONS[selection] ?? (() => false)
  for (let id = 0; id < board.components.length; id++) if (selects(id, reference)) board.reset(id)
  return 0
}

/** The host functions of LRVM on a board. */
export function hostFunctions(
  board: BoardView<Facts>,
  guest: GuestAccess,
): Record<string, HostImplementation> {
  const answer = (value: number): number => {
    guest.setRegister(latch.name, value)
    return 0
  }
  const unsigned = (value: number | bigint): number => Number(value) >>> 0
  return {
    'bus.read': (address) => {
      const word = board.read(unsigned(address))
      return word instanceof Refusal ? word.code : answer(word)
    },
    'bus.write': (address, word) => board.write(unsigned(address), unsigned(word))?.code ?? 0,
    'hardware.query': (component, information) => {
      const found = query(board, unsigned(component), unsigned(information))
      return 'exception' in found ? found.exception : answer(found.value)
    },
    'hardware.reset': (selection, reference) =>
      resetComponents(board, unsigned(selection), unsigned(reference)),
  }
}
