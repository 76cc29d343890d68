// The first half of an assembly: reads the files, decides the conditions, defines banks and rules.

import type { Machine } from '../core/index.js'
import { Findings } from './findings.js'
import { ROUNDS } from './limits.js'
import { type BankDefinition, DEFAULT_BANK, programBank } from './program/banks.js'
import { type Defines, readDefines } from './program/defines.js'
import { Loader } from './program/load.js'
import { prepare } from './program/prepare.js'
import { selectBanks } from './program/select-banks.js'
import { newRoot } from './program/symbols.js'
import { BlockAssembler } from './resolve/asm-block.js'
import type { Item } from './resolve/item.js'
import type { Matching } from './resolve/match-lines.js'
import { rulesOf } from './rules/derive.js'
import { LineMatcher } from './rules/line-matcher.js'
import { RuleSet } from './rules/rule-set.js'
import { userRules } from './rules/user-rules.js'
import type { Node, RulesNode } from './syntax/node.js'
import { newWordTable } from './syntax/tokens.js'
import type { WordTable } from './syntax/words.js'
import { Budget, type Environment, type FileProvider } from './values/context.js'

/** What is assembled. */
export interface AssemblyInput {
  /** Names of the files to assemble, one after the other as if they were one. */
  readonly entry: string | readonly string[]
  /** The files: what gives them, or they themselves, by names with `/` below a common root. */
  readonly files: FileProvider | Readonly<Record<string, string | Uint8Array>>
  /** The machine that the program is for. Its instructions need no rules. */
  readonly machine?: Machine
  /** Names of files with rules, which are read before the others. */
  readonly rules?: string | readonly string[]
  /** Values of constants, as `NAME` or `NAME=VALUE`; they replace those in the source. */
  readonly defines?: readonly string[]
  /** The most rounds in which addresses have to settle. */
  readonly rounds?: number
  /** Whether built-in functions also have their old names, without `$`. */
  readonly oldNames?: boolean
}

/** A program whose items are known, with what is needed to resolve them. */
export interface DefinedProgram {
  readonly items: readonly Item[]
  /** The bank that is current at the start. */
  readonly bank: BankDefinition
  /** The banks that are compared with each other. */
  readonly banks: readonly BankDefinition[]
  /** Whether the program defines banks itself. */
  readonly hasBanks: boolean
  readonly defines: Defines
  readonly environment: Environment
  readonly matching: Matching
  readonly findings: Findings
  readonly rounds: number
}

/** Gives files from a record of names and contents. */
export function filesOf(record: Readonly<Record<string, string | Uint8Array>>): FileProvider {
  return (name) => (Object.hasOwn(record, name) ? record[name] : undefined)
}

/** Reads a program up to where its items can be resolved. */
export function defineProgram(input: AssemblyInput): DefinedProgram {
  return new Definition(input).run()
}

const listOf = (names: string | readonly string[] | undefined): readonly string[] =>
  names === undefined ? [] : typeof names === 'string' ? [names] : names

class Definition {
  readonly #findings = new Findings()
  readonly #words: WordTable = newWordTable()
  readonly #environment: Environment
  readonly #rounds: number
  #blocks: BlockAssembler | undefined

  constructor(readonly input: AssemblyInput) {
    const { files, machine, oldNames = false, rounds = ROUNDS } = input
    this.#rounds = rounds
    this.#environment = {
      root: newRoot(),
      files: typeof files === 'function' ? files : filesOf(files),
      budget: new Budget(),
      vocabulary: machine === undefined ? [] : registerNames(machine),
      oldNames: machine !== undefined ? 'fallback' : oldNames ? 'reserved' : 'off',
      assembleBlock: (block, context) => this.#blockAssembler.assemble(block, context),
    }
  }

  run(): DefinedProgram {
    const findings = this.#findings
    const environment = this.#environment
    const { machine, defines: given = [] } = this.input
    findings.phase = 'options'
    const defines = readDefines(given, findings)
    findings.phase = 'parse'
    const grammar = { braceEndsLine: machine !== undefined }
    const loader = new Loader(environment.files, this.#words, grammar, findings)
    const nodes = this.#load(loader)
    findings.phase = 'prepare'
    const { items, rules, banks: definitions } = prepare(nodes, environment, loader, defines, findings)
    findings.phase = 'define'
    const bank = machine === undefined ? DEFAULT_BANK : programBank(machine.assembly.labelAlign)
    const banks = selectBanks(items, definitions, bank, environment, findings)
    const matching = this.#matching(rules)
    const hasBanks = definitions.length > 0
    return { items, bank, banks, hasBanks, defines, environment, matching, findings, rounds: this.#rounds }
  }

  #load(loader: Loader): Node[] {
    const names = [...listOf(this.input.rules), ...listOf(this.input.entry)]
    return names.length === 1 ? loader.root(names[0]) : names.flatMap((name) => loader.root(name))
  }

  #matching(nodes: readonly RulesNode[]): Matching {
    const { machine } = this.input
    const { budget } = this.#environment
    const own = machine && rulesOf(machine)
    const { rules, broken } = userRules(nodes, own?.types ?? new Map(), this.#environment, this.#findings)
    const set = own === undefined ? new RuleSet(rules) : own.rules.with(rules)
    const matcher = new LineMatcher(set, this.#words, budget)
    this.#blocks = new BlockAssembler(matcher, this.#rounds)
    return { matcher, fallbackSize: (machine?.illegalLength ?? 0) * 8, broken }
  }

  get #blockAssembler(): BlockAssembler {
    if (this.#blocks === undefined) throw new Error('a block is assembled before there are rules')
    return this.#blocks
  }
}

function registerNames({ registers }: Machine): string[] {
  return registers.filter(({ hidden }) => !hidden).flatMap(({ names }) => names)
}
