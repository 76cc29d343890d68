// LRVM's memory accesses: alignment, the MMU as implemented, the bus (spec/lrvm.md sections 9 and 10).

import {
  add,
  and,
  choose,
  hostCall,
  load,
  name,
  ne,
  routine,
  select,
  shl,
  space,
  store,
  type Value,
  when,
} from '../../core/index.js'
import { EXCEPTION, raiseCode } from './exceptions.js'
import { inSupervisorMode, isTranslating, latch, pda } from './registers.js'

/** The mapped memory: ROM and RAM directly, every other component through the host. */
export const bus = space('bus', 'i32', {
  order: 'big',
  wordBytes: 4,
  summary: 'Mapped memory, 2^32 bytes, accessed in aligned words',
})

const WORD = { bytes: 4, type: 'i32' } as const

/** Reads a component; the word is left in `latch`, the result is the component's exception value or 0. */
export const readComponent = hostCall(
  'bus.read',
  { address: 'i32' },
  {
    result: 'i32',
    mayBlock: true,
    summary: 'Reads the component mapped at an address; unmapped addresses give 0',
  },
)

/** Writes a component; the result is the component's exception value or 0. */
export const writeComponent = hostCall(
  'bus.write',
  { address: 'i32', word: 'i32' },
  {
    result: 'i32',
    mayBlock: true,
    summary: 'Writes the component mapped at an address; unmapped addresses ignore it',
  },
)

const readBus = routine(
  'readComponent',
  { address: 'i32' },
  {
    result: 'i32',
    summary: 'Reads a word from a component other than memory; its refusal is exception 0xA0',
  },
  ({ address }) => {
    const refusal = name('refusal', readComponent({ address }))
    when(ne(refusal, 0), () => raiseCode(EXCEPTION.HARDWARE, refusal))
    return latch.get()
  },
)

const writeBus = routine(
  'writeComponent',
  { address: 'i32', word: 'i32' },
  { summary: 'Writes a word to a component other than memory; its refusal is exception 0xA0' },
  ({ address, word }) => {
    const refusal = name('refusal', writeComponent({ address, word }))
    when(ne(refusal, 0), () => raiseCode(EXCEPTION.HARDWARE, refusal))
  },
)

/** Reads a word at a physical address. */
export const readPhysical = (address: Value<'i32'>): Value<'i32'> =>
  load(bus, address, WORD, () => readBus({ address }))

/** The MMU: entries share the low ten address bits and only their pass-through bit counts (decisions 18-5 to 18-8). */
const translate = routine(
  'translate',
  { address: 'i32' },
  { result: 'i32', summary: 'Consults the MMU table; refuses with exception 0x06' },
  ({ address }) => {
    const entryAddress = name('entryAddress', add(pda.get(), shl(and(address, 0x3ff), 2)))
    // The reference aborts on an unaligned table (section 19).
    checkAligned(entryAddress)
    const entry = name('entry', readPhysical(entryAddress))
    const refused = select(inSupervisorMode(), and(entry, 0x80000000), and(entry, 0x40000000))
    when(ne(refused, 0), () => raiseCode(EXCEPTION.MMU_REFUSED, address))
    return address
  },
)

function checkAligned(address: Value<'i32'>): void {
  const rest = name('rest', and(address, 3))
  when(ne(rest, 0), () => raiseCode(EXCEPTION.UNALIGNED_ADDRESS, rest))
}

/** Checks a virtual address and gives the physical one: the alignment test comes before the MMU. */
export function locate(address: Value<'i32'>): Value<'i32'> {
  checkAligned(address)
  const physical = choose(
    isTranslating(),
    () => translate({ address }),
    () => address,
  )
  return name('physical', physical)
}

/** Reads the word at a virtual address, with all checks. */
export const readWord = (address: Value<'i32'>): Value<'i32'> => readPhysical(locate(address))

/** Writes the word at a virtual address, with all checks. */
export function writeWord(address: Value<'i32'>, word: Value<'i32'>): void {
  const physical = locate(address)
  store(bus, physical, word, WORD, () => writeBus({ address: physical, word }))
}

/** A fetch outside RAM and ROM: a component, or nothing. */
export const readOutside = (address: Value<'i32'>): Value<'i32'> => readBus({ address })
