// Boards: components, their memory map, and machines built around them.

export * from './board.js'
export * from './build.js'
export * from './guest-memory.js'
export * from './memory-map.js'
