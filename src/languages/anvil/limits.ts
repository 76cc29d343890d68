// Whatever a source can make grow has a limit, so that no source hangs or crashes the compiler.

/** Blocks within blocks, and parentheses within parentheses. */
export const MOST_NESTING = 100
/** Levels of operators in one expression. */
export const MOST_HEIGHT = 250
/** Elements of an array. Machines may have room for fewer. */
export const MOST_ELEMENTS = 65_536
/** Diagnostics of each severity that are kept. */
export const MOST_DIAGNOSTICS = 200
