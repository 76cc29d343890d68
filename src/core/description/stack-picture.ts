// Stack pictures: `a b -> b a` says which words an instruction takes off a stack and which it leaves; the last is the top.

/** The words of a list that blanks separate. */
type WordsOf<Text extends string> = Text extends `${infer First} ${infer Rest}`
  ? WordsOf<First> | WordsOf<Rest>
  : Text extends ''
    ? never
    : Text

/** The names of the words that a picture takes. */
export type TakenIn<Picture extends string> = Picture extends `${infer Taken}->${string}`
  ? WordsOf<Taken>
  : never

/** The names of the words that a picture leaves. */
export type LeftIn<Picture extends string> = Picture extends `${string}->${infer Left}`
  ? WordsOf<Left>
  : never

/** A picture, taken apart. Words are in order, the top last. */
export interface StackPicture {
  readonly taken: readonly string[]
  readonly left: readonly string[]
}

const WORD = /^[a-z]\w*$/i

/** Reads a picture. Throws when it has no arrow, something that is no name, or takes two words of one name. */
export function parsePicture(source: string): StackPicture {
  const sides = source.split('->')
  const fail = (reason: string): never => {
    throw new Error(`stack picture '${source}': ${reason}`)
  }
  if (sides.length !== 2) return fail('there must be one arrow ->')
  const [taken, left] = sides.map((side) => side.split(' ').filter((word) => word !== ''))
  const stranger = [...taken, ...left].find((word) => !WORD.test(word))
  if (stranger !== undefined) fail(`${stranger} is no name`)
  const twice = taken.find((word, index) => taken.indexOf(word) !== index)
  if (twice !== undefined) fail(`two words are called ${twice} before the arrow`)
  return { taken, left }
}
