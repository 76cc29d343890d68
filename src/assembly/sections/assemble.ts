// Assembles sources of the section language: lexer, parser, analysis, generator, layout.

import { type Diagnostic, type Machine, type SourceMap, SourceMapBuilder } from '../../core/index.js'
import { analyse } from './analysis.js'
import { diagnosticOf, type Finding, type Stage, warningOf } from './findings.js'
import { generate } from './generation.js'
import { type LaidOutProgram, layOut } from './layout.js'
import { lex } from './lexer.js'
import type { Node } from './nodes.js'
import type { ObjectCode } from './object.js'
import { parse } from './parser.js'
import { remarksOn } from './remarks.js'
import { layOutSafely } from './safe-layout.js'
import { SourceText } from './source-text.js'
import { Vocabulary } from './vocabulary.js'

/** What to assemble, and how. */
export interface SectionsInput {
  /** Name of the source, for messages. */
  readonly name: string
  readonly text: string
  readonly machine: Machine
  /** Leaves `dbg` out. */
  readonly isRelease?: boolean
  /** Orders and pads constants so that what the original's layout breaks works. */
  readonly isSafe?: boolean
}

/** The result of assembling a source of the section language. */
export interface SectionsAssembly {
  /** What comes into memory; absent when there was a mistake. */
  readonly image: Uint8Array | undefined
  /** Mistakes as they are shown, and warnings behind them. */
  readonly diagnostics: readonly Diagnostic[]
  /** Mistakes of the first step that found some, in the original's order and words. */
  readonly findings: readonly Finding[]
  /** The step that found them. */
  readonly stage: Stage | undefined
  /** The constants in the pool. */
  readonly constants: readonly bigint[]
  readonly sourceMap: SourceMap
}

/** Assembles a source. Never throws because of what is in it. */
export function assembleSections(input: SectionsInput): SectionsAssembly {
  const source = new SourceText(input.name, input.text)
  const lexed = lex(source, new Vocabulary(input.machine))
  if (lexed.findings.length > 0) return failed(source, 'lexer', lexed.findings)
  const parsed = parse(lexed.tokens)
  if (parsed.findings.length > 0) return failed(source, 'parser', parsed.findings)
  const findings = analyse(parsed.items)
  if (findings.length > 0) return failed(source, 'semantic', findings)
  const generated = generate(parsed.items, { machine: input.machine, isRelease: input.isRelease === true })
  if (generated.findings.length > 0) return failed(source, 'codegen', generated.findings)
  return finished(source, parsed.items, generated.object, input.isSafe === true)
}

function failed(source: SourceText, stage: Stage, findings: readonly Finding[]): SectionsAssembly {
  return {
    image: undefined,
    diagnostics: findings.map((found) => diagnosticOf(source, found)),
    findings,
    stage,
    constants: [],
    sourceMap: new SourceMapBuilder().build(),
  }
}

function finished(
  source: SourceText,
  items: readonly Node[],
  object: ObjectCode,
  isSafe: boolean,
): SectionsAssembly {
  const program = isSafe ? layOutSafely(object) : layOut(object)
  const remarks = remarksOn(items, object, program, isSafe)
  return {
    image: program.image,
    diagnostics: remarks.map((remark) => warningOf(source, remark)),
    findings: [],
    stage: undefined,
    constants: program.constants,
    get sourceMap() {
      return sourceMapOf(source, object, program)
    },
  }
}

function sourceMapOf(source: SourceText, { pieces }: ObjectCode, { moved }: LaidOutProgram): SourceMap {
  const builder = new SourceMapBuilder()
  for (const piece of pieces) builder.add(moved(piece.at), piece.bytes, source.span(piece))
  return builder.build()
}
