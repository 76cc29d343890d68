// Execution engines: one interface, several implementations, one machine instance that can switch between them.

export type { Warn } from './available.js'
export * from './engine.js'
export * from './jit/tuning.js'
export * from './snapshot.js'
export * from './state.js'
export * from './virtual-machine.js'
export { moduleText } from './wasm/text.js'
