// What an expression can see while it is evaluated.

import { didYouMean, type SourceFile, type Span } from '../../core/index.js'
import { WORK } from '../limits.js'
import { type AssemblySymbol, visibleNames } from '../program/symbols.js'
import type { Bank } from '../resolve/bank.js'
import type { RuleMatch } from '../rules/rule.js'
import type { AsmExpression } from '../syntax/expression.js'
import { type SourceUnit, spanIn } from '../syntax/node.js'
import type { Outcome } from './value.js'

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

/**
 * What the names without `$` of built-in functions mean (`le`, and `pc` for `$`): nothing; the same as those with it; or
 * that, unless the program declares them (spec/lrvm.md 17.2).
 */
export type OldNames = 'off' | 'reserved' | 'fallback'

/** What does not change during an assembly. */
export interface Environment {
  readonly root: AssemblySymbol
  readonly files: FileProvider
  readonly budget: Budget
  /** Words beside symbols that a misspelt name may have meant, names of registers for example. */
  readonly vocabulary: readonly string[]
  readonly oldNames: OldNames
  /** Encodes the instructions of an `asm` block. */
  readonly assembleBlock: (block: AsmExpression, context: Context) => Outcome
}

/**
 * When an expression is evaluated: before there are addresses, when names may not be declared yet; where constants only
 * are allowed and must be known now; while addresses settle; or when they are final.
 */
export type Stage = 'early' | 'constants' | 'round' | 'final'

/** A place where constants only are allowed, and the mistake of what is no constant there. */
export interface ConstantsOnly {
  readonly place: string
  readonly code: string
  readonly message: string
}

const CONDITION: ConstantsOnly = {
  place: 'a condition of `#if`',
  code: 'unresolved-condition',
  message: 'unresolved condition: this cannot be evaluated',
}

/** The parameters of the rule whose body is evaluated: `asm` blocks paste their texts. */
export interface RuleParameters {
  readonly match: RuleMatch
  /** What the arguments are written in. */
  readonly unit: SourceUnit
}

/** Where and when an expression is evaluated. Items of one pass share a context and change it. */
export class Context {
  stage: Stage = 'early'
  constantsOnly: ConstantsOnly = CONDITION
  /** Where the item is placed, for `$`. */
  bank: Bank | undefined
  /** Whether this is the first pass. */
  isFirst = false
  /** Parameters and local variables. */
  locals: Map<string, Outcome> | undefined
  parameters: RuleParameters | undefined
  /** Words that stand for numbers in the present operand. */
  words: OperandWords | undefined
  /** The place of the item that is evaluated. */
  item: { readonly start: number; readonly end: number } | undefined
  /** How deeply functions and blocks are nested. */
  depth = 0
  /** The file that names of files are relative to, if that is not the unit's. */
  #path: string | undefined

  constructor(
    readonly environment: Environment,
    public unit: SourceUnit,
    public scope: AssemblySymbol,
  ) {}

  get file(): SourceFile {
    return this.unit.file
  }

  get path(): string {
    return this.#path ?? this.unit.path
  }

  /** Whether labels have addresses, if only provisional ones. */
  get hasAddresses(): boolean {
    return this.stage === 'round' || this.stage === 'final'
  }

  spanOf({ start, end }: { readonly start: number; readonly end: number }): Span {
    return spanIn(this.unit, start, end)
  }

  /** A context inside of this one, with other local variables: for a body that is written in another unit. */
  inner(unit: SourceUnit, locals: Map<string, Outcome> | undefined, nesting: number): Context {
    const inner = new Context(this.environment, unit, this.scope)
    inner.stage = this.stage
    inner.constantsOnly = this.constantsOnly
    inner.bank = this.bank
    inner.isFirst = this.isFirst
    inner.locals = locals
    inner.depth = this.depth + nesting
    return inner
  }

  /** The context of a function's body; names of files stay relative to the caller. */
  call(unit: SourceUnit, locals: Map<string, Outcome>): Context {
    const inner = this.inner(unit, locals, 1)
    inner.#path = this.path
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
