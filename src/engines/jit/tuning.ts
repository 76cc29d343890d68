// Switches and thresholds of the JIT. None of them can change a result; the fuzzer flips them.

/** How the JIT works. */
export interface Tuning {
  /** Jumps to an address after which it is compiled; 1 … 65535. */
  readonly threshold: number
  /**
   * Instructions that a process executes before it compiles anything for a machine. The first compilation in a cold process
   * costs about as much time as the interpreter takes for them.
   */
  readonly warmUp: number
  /** Hot addresses that are collected before they are compiled together; fewer wait until the end of a slice. */
  readonly batch: number
  /** Most instructions and blocks in one region. */
  readonly mostInstructions: number
  readonly mostBlocks: number
  /** Regions that may contain the same code before it is left to the one that begins with it. */
  readonly mostCopies: number
  /** Guest calls become WebAssembly calls. */
  readonly linkCalls: boolean
  /** Those within a module pass registers as parameters, and leave in place what is not looked at meanwhile. */
  readonly passRegisters: boolean
  /** Registers that only decide modes are taken as constants, guarded at the entry. */
  readonly speculateOnModes: boolean
  /** What lies at addresses that instructions name themselves is taken as constant, until somebody stores there. */
  readonly speculateOnMemory: boolean
  /** Calls within each other of short routines that become part of a region which keeps operand stacks. */
  readonly inlineCalls: number
  /** Words of operand stacks are kept in locals. */
  readonly keepStacks: boolean
  /** Most regions kept; then the cache starts anew. */
  readonly mostRegions: number
}

export const DEFAULT_TUNING: Tuning = {
  threshold: 500,
  warmUp: 10_000_000,
  batch: 32,
  mostInstructions: 800,
  mostBlocks: 800,
  mostCopies: 3,
  linkCalls: true,
  passRegisters: true,
  speculateOnModes: true,
  speculateOnMemory: true,
  inlineCalls: 3,
  keepStacks: true,
  mostRegions: 8000,
}
