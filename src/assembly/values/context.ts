// What an expression can see while it is evaluated.

import { didYouMean, type SourceFile, type Span } from '../../core/index.js'
import { WORK } from '../limits.js'
import { type AssemblySymbol, visibleNames } from '../program/symbols.js'
import type { SourceUnit } from '../syntax/node.js'
import { type Outcome, unknown } from './value.js'

/** Reads files by name below the project's root. */
export type FileProvider = (name: string) => string | Uint8Array | undefined

/** Limits what one assembly may cost; shared by all its contexts. */
export class Budget {
  #work = WORK
  /** Names that suggestions may still be compared with. */
  #comparisons = 200_000

  /** Whether `amount` of work may still be done. */
  spend(amount: number): boolean {
    this.#work -= amount
    return this.#work >= 0
  }

  /** The candidate that was probably meant. Guessing ends quietly when a hopeless source has used it up. */
  nearest(word: string, candidates: Iterable<string>): string | undefined {
    return didYouMean(word, this.#limited(candidates))
  }

  *#limited(candidates: Iterable<string>): Generator<string> {
    for (const candidate of candidates) {
      if (this.#comparisons-- <= 0) return
      yield candidate
    }
  }
}

/** Words that stand for numbers in one operand only; case does not matter. */
export interface OperandWords {
  readonly names: readonly string[]
  /** By word in lower case. */
  readonly values: ReadonlyMap<string, bigint>
}

/** What does not change during an assembly. */
export interface Environment {
  readonly root: AssemblySymbol
  readonly files: FileProvider
  readonly budget: Budget
  /** Words beside symbols that a misspelt name may have meant, names of registers for example. */
  readonly vocabulary: readonly string[]
}

/**
 * When an expression is evaluated: before there are addresses, when names may not be declared yet; in an `#if` that must
 * be decided now; while addresses settle; or when they are final.
 */
export type Stage = 'early' | 'condition' | 'round' | 'final'

/** Where and when an expression is evaluated. Items of one pass share a context and change it. */
export class Context {
  stage: Stage = 'early'
  /** Value of `$`. */
  here: () => Outcome = () => unknown
  /** Parameters and local variables. */
  locals: Map<string, Outcome> | undefined
  /** Words that stand for numbers in the present operand. */
  words: OperandWords | undefined
  /** The place of the item that is evaluated. */
  item: { readonly start: number; readonly end: number } | undefined
  /** How many functions are being called. */
  callDepth = 0

  constructor(
    readonly environment: Environment,
    public unit: SourceUnit,
    public scope: AssemblySymbol,
  ) {}

  get file(): SourceFile {
    return this.unit.file
  }

  spanOf({ start, end }: { readonly start: number; readonly end: number }): Span {
    return { file: this.unit.file, start, end }
  }

  /** The context of a function's body that is called here. */
  call(unit: SourceUnit, locals: Map<string, Outcome>): Context {
    const inner = new Context(this.environment, unit, this.scope)
    inner.stage = this.stage
    inner.here = this.here
    inner.locals = locals
    inner.callDepth = this.callDepth + 1
    return inner
  }

  /** Names that can be written here, found when they are asked for. */
  names(): Iterable<string> {
    return namesIn(this.scope, this.environment, [this.words?.names, this.locals?.keys()])
  }
}

function* namesIn(
  scope: AssemblySymbol,
  { vocabulary }: Environment,
  local: readonly (Iterable<string> | undefined)[],
): Generator<string> {
  for (const names of local) if (names !== undefined) yield* names
  yield* visibleNames(scope)
  yield* vocabulary
}
