// The command line of the original `mvm` (spec/mvm.md 1.1).

/** What was asked for. */
export type Request =
  | { readonly kind: 'compile'; readonly path: string; readonly isRelease: boolean }
  | { readonly kind: 'run'; readonly path: string; readonly memory: string; readonly stack: string }
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'mistake'; readonly message: string }

const HELP: Request = { kind: 'help' }
const mistake = (message: string): Request => ({ kind: 'mistake', message })

/** Short options of a command, and whether they take a value. */
const OPTIONS: Readonly<Record<'compile' | 'run', Readonly<Record<string, boolean>>>> = {
  compile: { r: false },
  run: { m: true, s: true },
}
const LONG_NAMES: Readonly<Record<string, string>> = { release: 'r' }

/** Reads a command line. */
export function readArguments([first, ...others]: readonly string[]): Request {
  switch (first) {
    case '-h':
    case '--help':
      return HELP
    case '-V':
    case '--version':
      return { kind: 'version' }
    case 'help':
      return readHelp(others)
    case 'compile':
    case 'run':
      return new CommandReader(first, others).read()
    case undefined:
      return mistake('a command is missing')
    default:
      return mistake(`unexpected argument '${first}'`)
  }
}

function readHelp([command, ...others]: readonly string[]): Request {
  if (command === undefined) return HELP
  const isKnown = ['compile', 'run', 'help'].includes(command) && others.length === 0
  return isKnown ? HELP : mistake(`there is no command '${[command, ...others].join(' ')}'`)
}

/** Reads what comes behind a command, word by word; the first mistake or wish for help decides. */
class CommandReader {
  private readonly options = new Map<string, string>()
  private readonly words: string[]
  private path: string | undefined
  private decided: Request | undefined

  constructor(
    private readonly command: 'compile' | 'run',
    words: readonly string[],
  ) {
    this.words = [...words]
  }

  read(): Request {
    let hasOptions = true
    for (let word = this.words.shift(); word !== undefined; word = this.words.shift()) {
      if (hasOptions && word === '--') hasOptions = false
      else if (hasOptions && word.startsWith('--')) this.long(word.slice(2))
      else if (hasOptions && word.startsWith('-') && word !== '-') this.short(word.slice(1))
      else this.positional(word)
      if (this.decided !== undefined) return this.decided
    }
    return this.request()
  }

  private request(): Request {
    const { path, options } = this
    if (path === undefined) return mistake('a file is missing')
    if (this.command === 'compile') return { kind: 'compile', path, isRelease: options.has('r') }
    return { kind: 'run', path, memory: options.get('m') ?? '', stack: options.get('s') ?? '' }
  }

  private positional(word: string): void {
    if (this.path === undefined) this.path = word
    else this.decided = mistake(`unexpected argument '${word}'`)
  }

  private long(name: string): void {
    const short = Object.hasOwn(LONG_NAMES, name) ? LONG_NAMES[name] : undefined
    if (name === 'help') this.decided = HELP
    else if (short === undefined || !(short in OPTIONS[this.command]))
      this.decided = mistake(`unexpected argument '--${name}'`)
    else this.set(short, '')
  }

  /** Several options may stand behind one dash; the rest of the word is the value of the first that takes one. */
  private short(letters: string): void {
    const [letter] = letters
    const takesValue = Object.hasOwn(OPTIONS[this.command], letter)
      ? OPTIONS[this.command][letter]
      : undefined
    const rest = letters.slice(letter.length)
    if (letter === 'h') this.decided = HELP
    else if (takesValue === undefined) this.decided = mistake(`unexpected argument '-${letter}'`)
    else if (takesValue) this.value(letter, rest)
    else {
      this.set(letter, '')
      if (rest !== '' && this.decided === undefined) this.short(rest)
    }
  }

  private value(letter: string, attached: string): void {
    if (attached !== '') return this.set(letter, attached.replace(/^=/, ''))
    const [next] = this.words
    if (next === undefined || next.startsWith('-')) this.decided = mistake(`-${letter} needs a value`)
    else this.set(letter, this.words.shift() ?? '')
  }

  private set(letter: string, value: string): void {
    if (this.options.has(letter)) this.decided = mistake(`-${letter} is given twice`)
    this.options.set(letter, value)
  }
}
