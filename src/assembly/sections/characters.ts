// Kinds of characters in the section language (spec/mvm.md 3.2). JavaScript's own classes of characters are others.

const code = (character: string): number => character.charCodeAt(0)
const isBetween = (character: number, first: string, last: string): boolean =>
  character >= code(first) && character <= code(last)

const OTHER_SPACES = new Set([0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000])

export const isWhiteSpace = (character: number): boolean =>
  (character >= 0x09 && character <= 0x0d) ||
  OTHER_SPACES.has(character) ||
  (character >= 0x2000 && character <= 0x200a)

export const isDigit = (character: number): boolean => isBetween(character, '0', '9')

export const isLetter = (character: number): boolean =>
  isBetween(character, 'a', 'z') || isBetween(character, 'A', 'Z')

const WORD_SIGNS = new Set([code('_'), code('.'), code(':')])

/** What names and labels consist of. */
export const isWord = (character: number): boolean =>
  isLetter(character) || isDigit(character) || WORD_SIGNS.has(character)

const NUMBER_SIGNS = new Set([code('_'), code('.'), code('x'), code('b')])

/** What numbers consist of, whatever their base. */
export const isInNumber = (character: number): boolean =>
  isDigit(character) ||
  isBetween(character, 'a', 'f') ||
  isBetween(character, 'A', 'F') ||
  NUMBER_SIGNS.has(character)
