// Contexts: the calls that became part of their region, and where the copies of their routines' instructions are in it.
//
// An instruction in a context is at its distance from the start of memory plus a multiple of `CONTEXT`.

import type { Constant } from '../../core/index.js'

/** Distances of one context. */
export const CONTEXT = 2 ** 32

/** A call that became part of its region. */
export interface Context {
  readonly number: number
  readonly callee: number
  /** The call around it. */
  readonly around: Context | undefined
  /** Where the call returns to: in the region, and as the guest's address. */
  readonly resumesAt: number
  readonly resumesPc: Constant
  /** Where the rest of the routine begins, if only a short way through it is copied. */
  readonly restAt: number | undefined
}

/** Where the distances of a context begin. */
export const contextStart = ({ number }: Context): number => number * CONTEXT

/** The distance of an instruction from the start of memory, in whatever context it is. */
export const realDistance = (at: number): number => (at < CONTEXT ? at : at % CONTEXT)

/** Whether an instruction is in the region's own context. */
export const isOwn = (at: number): boolean => at < CONTEXT
