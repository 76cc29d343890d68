// Bounds that keep any source, however odd or hostile, from exhausting the stack, the memory or the user's patience.

/** Nesting of expressions when parsing (spec/asm-language.md section 18). */
export const EXPRESSION_DEPTH = 25
/** Nesting of function calls; an `asm` block counts twice (spec/asm-language.md section 18). */
export const CALL_DEPTH = 25
/** Nesting of bodies of directives. */
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
 * Tokens of a whole program; a file counts as often as it is included. A million lines of twelve tokens are possible. Two
 * tokens can become a statement, which takes some 200 bytes: this many stay below the 2 GB that Node gives a program on a
 * small computer.
 */
export const TOKENS = 3 * 2 ** 22
/** Work of one assembly: a function call counts 8, a large integer its 64-bit words. */
export const WORK = 2 ** 24
/** Nesting of repetitions and of uses of macros. */
export const FRAME_DEPTH = 25
/** Statements that repetitions and macros may add, and the length of a text that stands for a macro's parameter. */
export const EXPANDED_STATEMENTS = 2 ** 20
export const PASTED_CHARACTERS = 2 ** 12
/**
 * Steps of comparing a line with rules that are not plain: each line has some for itself, and all lines share a store for
 * what is really intricate. A step is about 100 ns.
 */
export const MATCH_STEPS_PER_LINE = 2 ** 8
export const MATCH_STEPS = 2 ** 24
/** Nesting of rules in one line: each level costs a few stack frames when matching and when evaluating. */
export const MATCH_DEPTH = 300
/** Characters and parameters of a rule's pattern. */
export const PATTERN_PARTS = 2 ** 12
