// What regions need of the module that they are in, and of the engine.

import type { Constant, RegisterFile } from '../../core/index.js'
import type { MachineState } from '../state.js'
import type { ByteWriter } from '../wasm/bytes.js'
import type { WasmType } from '../wasm/opcodes.js'
import type { SetPool } from './dataflow.js'
import type { RegisterKey } from './modes.js'
import type { Finder } from './template-code.js'

/** Parameters of a region: how deep calls are nested, and fuel. */
export const REGION_PARAMETERS: readonly WasmType[] = ['i32', 'i32']

/** How a call reaches a region. */
export interface Callee {
  readonly kind: 'function' | 'table'
  readonly index: number
  /** The anchors that it is compiled for; undefined: it is not known, or keeps no stacks. */
  readonly anchors: readonly number[] | undefined
}

/** What regions need of the module they are in and of the engine. */
export interface RegionParts {
  readonly state: MachineState
  /** Values that mode registers are taken to have. */
  readonly modes: readonly { readonly register: RegisterKey; readonly value: Constant }[]
  /** How a call reaches an address: a function of the module, or a place in the table; undefined: it does not. */
  readonly callee: (address: bigint) => Callee | undefined
  /** Function (depth, fuel, place in the table) → (pc, fuel). */
  readonly callRegion: number
  /** Function (offset, bytes): a store hit code. */
  readonly stored: number
  finder(finder: Finder): number
  /** Host offset of the byte per page that says whether it holds code. */
  readonly codePages: number
  /** Host offset of an i32 that changes whenever translations are dropped. */
  readonly generation: number
  /** Whether stores must look for code that they overwrite. */
  readonly checksStores: boolean
  /** Host offset of a register while no region runs, by its number. */
  readonly offsetOf: (file: RegisterFile, number: number) => number
  /** Function (kind, leaves…, place in the table) → flags register. */
  readonly computeFlags: number
  /** For the sets of one region after the other. */
  readonly sets: SetPool
  /** For the instructions of one region after the other. */
  readonly bodies: ByteWriter
  /** The pc that the table's stub returns for addresses that are not compiled. */
  readonly nowhere: bigint
}
