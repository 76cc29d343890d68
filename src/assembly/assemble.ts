// From source text to an image: the phases in order (spec/asm-language.md section 1).

import type { Machine } from '../core/index.js'
import { type Assembly, FailedAssembly, FinishedAssembly } from './assembly.js'
import { Findings } from './findings.js'
import { ROUNDS } from './limits.js'
import { imageOf } from './output/image.js'
import { checkPlacement } from './output/placement.js'
import { type BankDefinition, DEFAULT_BANK, programBank, reportBankOverlaps } from './program/banks.js'
import { readDefines, reportUnused } from './program/defines.js'
import { Loader } from './program/load.js'
import { prepare } from './program/prepare.js'
import { selectBanks } from './program/select-banks.js'
import { newRoot } from './program/symbols.js'
import { BlockAssembler } from './resolve/asm-block.js'
import { resolve } from './resolve/rounds.js'
import { rulesOf } from './rules/derive.js'
import { LineMatcher } from './rules/line-matcher.js'
import { RuleSet } from './rules/rule-set.js'
import { userRules } from './rules/user-rules.js'
import type { Node } from './syntax/node.js'
import { newWordTable } from './syntax/tokens.js'
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

/** Gives files from a record of names and contents. */
export function filesOf(record: Readonly<Record<string, string | Uint8Array>>): FileProvider {
  return (name) => (Object.hasOwn(record, name) ? record[name] : undefined)
}

/** Assembles a program. Mistakes in the source are diagnostics; nothing in it can make this throw. */
export function assemble(input: AssemblyInput): Assembly {
  return new Run(input).assemble()
}

const listOf = (names: string | readonly string[] | undefined): readonly string[] =>
  names === undefined ? [] : typeof names === 'string' ? [names] : names

/** One assembly. */
class Run {
  readonly #findings = new Findings()
  readonly #words = newWordTable()
  readonly #environment: Environment
  readonly #rounds: number
  readonly #first: BankDefinition
  #blocks: BlockAssembler | undefined

  constructor(readonly input: AssemblyInput) {
    const { files, machine, oldNames = false, rounds = ROUNDS } = input
    this.#rounds = rounds
    this.#first = machine === undefined ? DEFAULT_BANK : programBank(machine.assembly.labelAlign)
    this.#environment = {
      root: newRoot(),
      files: typeof files === 'function' ? files : filesOf(files),
      budget: new Budget(),
      vocabulary: machine === undefined ? [] : registerNames(machine),
      oldNames: machine !== undefined ? 'fallback' : oldNames ? 'reserved' : 'off',
      assembleBlock: (block, context) => this.#blockAssembler.assemble(block, context),
    }
  }

  assemble(): Assembly {
    const findings = this.#findings
    findings.phase = 'options'
    const defines = readDefines(this.input.defines ?? [], findings)
    findings.phase = 'parse'
    const loader = this.#loader()
    const nodes = this.#load(loader)
    findings.phase = 'prepare'
    const { items, rules, banks: definitions } = prepare(nodes, this.#environment, loader, defines, findings)
    findings.phase = 'define'
    const first = this.#first
    const banks = selectBanks(items, definitions, first, this.#environment, findings)
    const own = this.input.machine && rulesOf(this.input.machine)
    const { rules: added, broken } = userRules(
      rules,
      own?.types ?? new Map(),
      this.#environment.budget,
      findings,
    )
    const set = own === undefined ? new RuleSet(added) : own.rules.with(added)
    const matcher = new LineMatcher(set, this.#words, this.#environment.budget)
    this.#blocks = new BlockAssembler(matcher, this.#rounds)
    findings.phase = 'resolve'
    const fallbackSize = (this.input.machine?.illegalLength ?? 0) * 8
    const matching = { matcher, fallbackSize, broken }
    const environment = this.#environment
    resolve({ items, bank: first, environment, matching, findings, rounds: this.#rounds })
    findings.phase = 'emit'
    reportBankOverlaps(banks, findings)
    if (!findings.hasErrors) checkPlacement(items, first, definitions.length > 0, findings)
    const image = findings.hasErrors ? undefined : imageOf(items, first, banks, findings)
    findings.phase = 'defines'
    if (image !== undefined) reportUnused(defines, environment.root, findings)
    const { root } = environment
    if (image === undefined || findings.hasErrors) return new FailedAssembly(findings.findings, root)
    return new FinishedAssembly(findings.findings, root, items, first, image)
  }

  get #blockAssembler(): BlockAssembler {
    if (this.#blocks === undefined) throw new Error('a block is assembled before there are rules')
    return this.#blocks
  }

  #loader(): Loader {
    const grammar = { braceEndsLine: this.input.machine !== undefined }
    return new Loader(this.#environment.files, this.#words, grammar, this.#findings)
  }

  #load(loader: Loader): Node[] {
    const names = [...listOf(this.input.rules), ...listOf(this.input.entry)]
    return names.length === 1 ? loader.root(names[0]) : names.flatMap((name) => loader.root(name))
  }
}

function registerNames({ registers }: Machine): string[] {
  return registers.filter(({ hidden }) => !hidden).flatMap(({ names }) => names)
}
