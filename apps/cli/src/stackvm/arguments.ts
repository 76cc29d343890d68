// The arguments of stack-vm and stack-langc: one file, and options (spec/stackvm.md sections 3 to 5).

/** Options of a command by their words; `value` says that a word follows. */
export type OptionWords = Readonly<Record<string, 'switch' | 'value'>>

/** The arguments, taken apart, or what is wrong with them. */
export type Arguments =
  | { readonly file: string; readonly given: ReadonlyMap<string, string> }
  | { readonly mistake: string }

/** Takes the words of a command line apart. */
export function argumentsOf(words: readonly string[], options: OptionWords): Arguments {
  const files: string[] = []
  const given = new Map<string, string>()
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    const kind = Object.hasOwn(options, word) ? options[word] : undefined
    if (kind === 'switch') given.set(word, '')
    else if (kind === 'value') {
      const value = words[++at]
      if (value === undefined) return { mistake: `${word} needs a value` }
      given.set(word, value)
    } else if (word.startsWith('-')) return { mistake: `unknown option ${word}` }
    else files.push(word)
  }
  return files.length === 1
    ? { file: files[0], given }
    : { mistake: `one file is needed, not ${files.length}` }
}
