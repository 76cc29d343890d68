// Names and where they are visible. A name means one thing wherever it is visible: nothing is shadowed.

import { didYouMean, secondary } from '../../../core/index.js'
import type { Mistakes } from '../mistakes.js'
import type { Name } from '../parse/syntax.js'
import type { FunctionHead, Value, Variable } from '../tree.js'
import { BUILT_IN, KEYWORDS } from '../words.js'

/** What a name stands for; `broken` after a mistake in its declaration. */
export type Meaning =
  | { readonly kind: 'variable'; readonly variable: Variable }
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'function'; readonly head: FunctionHead }
  | { readonly kind: 'broken' }

interface Entry {
  readonly name: Name
  readonly meaning: Meaning
  /** What a warning calls it. */
  readonly sort: string
  isUsed: boolean
}

/** The names of a block, inside of those around it. */
export class Scope {
  private readonly entries = new Map<string, Entry>()

  constructor(
    private readonly mistakes: Mistakes,
    private readonly outer?: Scope,
  ) {}

  inner(): Scope {
    return new Scope(this.mistakes, this)
  }

  /** Makes a name known from here to the end of the block. */
  declare(name: Name, sort: string, meaning: Meaning): void {
    const earlier = this.find(name.text)
    if (earlier !== undefined) this.refuse(name, earlier)
    else if ((BUILT_IN as readonly string[]).includes(name.text))
      this.mistakes.error('already-declared', name, `${name.text} is a function that every program has`)
    // A name that is declared twice is the last of its declarations, so that what follows it makes sense.
    this.entries.set(name.text, { name, sort, meaning, isUsed: name.text.startsWith('_') })
  }

  /** What a name means; it counts as used then. */
  meaningOf(name: string): Meaning | undefined {
    const entry = this.find(name)
    if (entry !== undefined) entry.isUsed = true
    return entry?.meaning
  }

  /** The meaning of a name that is only assigned, which is no use. */
  assigned(name: string): Meaning | undefined {
    return this.find(name)?.meaning
  }

  /** A visible name that is similar. */
  similarTo(name: string): string | undefined {
    return didYouMean(name, [...this.names(), ...BUILT_IN, ...KEYWORDS])
  }

  /** Warns of names that nobody has used. */
  close(): void {
    for (const { name, sort, meaning, isUsed } of this.entries.values()) {
      if (isUsed || meaning.kind === 'broken') continue
      const help = `remove it, or call it _${name.text}`
      this.mistakes.warning('unused', name, `the ${sort} ${name.text} is never used`, { help })
    }
  }

  private *names(): Generator<string> {
    yield* this.entries.keys()
    if (this.outer !== undefined) yield* this.outer.names()
  }

  private find(name: string): Entry | undefined {
    return this.entries.get(name) ?? this.outer?.find(name)
  }

  private refuse(name: Name, { name: earlier, sort }: Entry): void {
    const others = [secondary(this.mistakes.spanOf(earlier), `the ${sort} ${name.text}`)]
    this.mistakes.error('already-declared', name, `there is a ${name.text} already`, { others })
  }
}
