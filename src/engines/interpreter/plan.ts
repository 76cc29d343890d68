// The numbers that the generated interpreter and its decode cache agree on.

import type { MachineState } from '../state.js'
import { CODE_PAGE_BITS, granuleBytes } from '../wasm/code-pages.js'

/** Handlers that are no instructions. A record starts with the 16-bit number of its handler. */
export const HANDLER = {
  /** Nothing decoded here yet. */
  undecoded: 0,
  /** Behind the end of a window: find the next one. */
  windowEnd: 1,
  /** To be executed by the reference engine. */
  slow: 2,
  /** A breakpoint: stop before the instruction. */
  breakpoint: 3,
  /** Here begins a compiled region. */
  region: 4,
  /** The first handler of an instruction. */
  first: 5,
} as const

/** What the generated code returns besides the codes in `STOP`: execute one instruction elsewhere and come back. */
export const SLOW_STEP = 100
/** The same, with the fetch already checked and translated: `Plan.located` has the address. */
export const SLOW_LOCATED = 101

/** The target of a jump became hot: compile it and come back. */
export const HOT = 102

/** A region did not start (too little fuel, another mode): execute its first instruction elsewhere and come back. */
export const REFUSED = 103

/** Whether an interpreter stands alone, or finds and enters the regions of a compiler. */
export type Flavour = 'alone' | 'tiered'

/** Where things lie in a record: the handler first; tiered ones keep the place of the region behind it. */
export const RECORD = { handler: 0, region: 4, slots: { alone: 2, tiered: 8 } } as const

/** Guest bytes that one window of decoded records covers, and their log2. */
export const WINDOW_BITS = 16
export const WINDOW_BYTES = 1 << WINDOW_BITS

/** Sizes and places in memory. */
export interface Plan {
  /** log2 of the size of a record. */
  readonly recordBits: number
  /** log2 of the alignment of instructions. */
  readonly alignBits: number
  /** Records behind the last one of a window, for instructions and skips that reach past its end. */
  readonly spareRecords: number
  /** Host offset of an i64: the address that was fetched from but must be executed elsewhere. */
  readonly located: number
  /** Host offset of an i32: whether there are breakpoints. */
  readonly watched: number
  /** Host offset of 16-bit counters of jumps by target, or 0 in interpreters that stand alone. */
  readonly heat: number
  /** Host offset of the directory: per region and window the offset of its records, or 0. */
  readonly directory: number
  /** Host offset of the byte per page that says whether instructions were decoded from it. */
  readonly codePages: number
  /** Host offset of the map that says for every few bytes the same, or 0 in interpreters that stand alone. */
  readonly codeGranules: number
  /** Per region of the fetch space, the index of its first directory entry. */
  readonly firstEntry: readonly number[]
  readonly directoryEntries: number
}

/** Longest forward skip, in instructions, that handlers perform by moving on in the window. */
export const LONGEST_SKIP = 4

const SCRATCH_BYTES = 16
/** One counter per address of a window; windows share them. */
export const HEAT_BYTES = 2 * WINDOW_BYTES

/** Lays out the decode cache for records of at most `largest` bytes and allocates its tables. */
export function makePlan(state: MachineState, largest: number, flavour: Flavour): Plan {
  const { machine } = state
  const { align } = machine.fetch()
  const firstEntry: number[] = []
  let entries = 0
  for (const region of fetchRegions(state)) {
    firstEntry.push(entries)
    entries += Math.ceil(region.bytes / WINDOW_BYTES)
  }
  const pages = (state.layout.bytes >> CODE_PAGE_BITS) + 1
  const isTiered = flavour === 'tiered'
  const heatBytes = isTiered ? HEAT_BYTES : 0
  const mapBytes = isTiered ? granuleBytes(state.layout.bytes) : 0
  const located = state.allocate(SCRATCH_BYTES + heatBytes + 4 * entries + pages + mapBytes)
  const directory = located + SCRATCH_BYTES + heatBytes
  return {
    located,
    watched: located + 8,
    heat: isTiered ? located + SCRATCH_BYTES : 0,
    recordBits: Math.ceil(Math.log2(largest)),
    alignBits: Math.log2(align),
    spareRecords: (LONGEST_SKIP * Math.max(machine.decoder.longest, machine.illegalLength)) / align + 1,
    directory,
    codePages: directory + 4 * entries,
    codeGranules: isTiered ? directory + 4 * entries + pages : 0,
    firstEntry,
    directoryEntries: entries,
  }
}

/** Regions that instructions can be fetched from. */
export function fetchRegions(state: MachineState) {
  const { space } = state.machine.fetch()
  return state.layout.regions.filter((region) => region.space === space)
}

/** A flags register as regions leave it: a kind and numbers from which a function of the table computes it. */
export interface FlagsLeft {
  /** Host offset of the register. */
  readonly register: number
  /** Host offset of the kind (0: the register is valid); the numbers follow. */
  readonly offset: number
  /** Place of the function in the table. */
  readonly place: number
}

/** What an interpreter must know of the compiler behind it. */
export interface TierFacts {
  /** Jumps to an address after which it is hot; below 65536. */
  readonly threshold: number
  readonly flagsLeft: readonly FlagsLeft[]
  /** How many numbers follow the kind of a flags register. */
  readonly flagNumbers: number
  /** The depth that the interpreter passes to regions. */
  readonly entryDepth: number
}
