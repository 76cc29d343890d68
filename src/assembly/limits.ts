// Bounds that keep any source, however odd or hostile, from exhausting the stack, the memory or the user's patience.

/** Nesting of expressions: each level costs a few stack frames when parsing and when evaluating. */
export const EXPRESSION_DEPTH = 200
/** Nesting of function calls (spec/asm-language.md section 18). */
export const CALL_DEPTH = 25
/** Nesting of `#if` bodies. */
export const BLOCK_DEPTH = 100
/** Dots in front of a name. */
export const SYMBOL_DEPTH = 100
/** Size of an integer that an operator may make, in bits. */
export const INTEGER_BITS = 1 << 24
/** Size of the output in bits: 256 MiB. */
export const OUTPUT_BITS = 2 ** 31
/** Positions are exact numbers up to here. */
export const POSITION_BITS = Number.MAX_SAFE_INTEGER
/** Resolution rounds. */
export const ROUNDS = 10
/** Characters of all included files together, and what each file counts at least. */
export const INCLUDED_CHARACTERS = 2 ** 28
export const CHARACTERS_PER_FILE = 2 ** 14
/**
 * Tokens of a whole program; a file counts as often as it is included. Two tokens can become a statement, which takes
 * some 300 bytes: this many stay below the 2 GB that Node gives a program on a small computer.
 */
export const TOKENS = 2 ** 23
/** Work of one assembly: a function call counts 8, a large integer its 64-bit words. */
export const WORK = 2 ** 24
