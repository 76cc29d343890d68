// The assembly language's vectors: assembles a case and compares output, listings and mistakes (the vectors' README).

import { type Assembly, assemble, referenceErrors } from 'isaforge/assembly'
import { roundsOf } from '../rounds.js'
import { hexOfBytes } from './bytes.js'
import type { ConformanceCase, ConformanceSuite } from './suite.js'

/** Where a mistake is expected, and which. */
interface ExpectedError {
  readonly file?: string
  readonly line?: number
  readonly col?: number
  readonly kind?: string
  readonly causes?: readonly { readonly kind: string; readonly line: number; readonly col: number }[]
}

/** A program and what must come of it. */
export interface AssemblyCase extends ConformanceCase {
  readonly source: string
  readonly files?: Readonly<Record<string, string | { readonly base64: string }>>
  readonly roots?: readonly string[]
  readonly options?: {
    readonly defines?: readonly string[]
    readonly legacy?: boolean
    readonly maxIterations?: number | string
  }
  readonly expect: {
    readonly bits?: number
    readonly hex?: string
    readonly symbols?: Readonly<Record<string, string>>
    readonly formats?: Readonly<Record<string, string | null>>
    readonly errors?: readonly ExpectedError[]
    /** Any mistake in the place will do. */
    readonly kindOptional?: boolean
    readonly anyError?: boolean
  }
}

const MAIN = 'main.asm'

/** Runs the cases of the assembly language. */
export const assemblySuite: ConformanceSuite = { check: (one) => checkAssemblyCase(one as AssemblyCase) }

/** What differs from the expectation; empty when the case passes. */
export function checkAssemblyCase(one: AssemblyCase): readonly string[] {
  const { options = {}, expect } = one
  const rounds = roundsOf(options.maxIterations ?? 10)
  if (typeof rounds !== 'number') return compareErrors([{ kind: rounds.code, causes: [] }], expect)
  const assembly = assemble({
    entry: one.roots ?? [MAIN],
    files: { [MAIN]: one.source, ...filesIn(one) },
    defines: options.defines ?? [],
    oldNames: options.legacy === true,
    rounds,
  })
  const errors = referenceErrors(assembly).map(foundError)
  if (assembly.image === undefined || expect.errors !== undefined) return compareErrors(errors, expect)
  return compareOutput(assembly, expect)
}

function filesIn({ files = {} }: AssemblyCase): Record<string, string | Uint8Array> {
  return Object.fromEntries(
    Object.entries(files).map(([name, contents]) => [
      name,
      typeof contents === 'string' ? contents : new Uint8Array(Buffer.from(contents.base64, 'base64')),
    ]),
  )
}

function compareOutput(
  assembly: Assembly,
  { bits, hex, symbols, formats = {} }: AssemblyCase['expect'],
): string[] {
  const digits = hexOfBytes(assembly.image ?? new Uint8Array()).slice(0, Math.ceil(assembly.bits / 4))
  const listed = Object.fromEntries(
    assembly.symbols.map(({ name, value }) => [name, `0x${value.toString(16)}`]),
  )
  return [
    ...difference('bits', assembly.bits, bits),
    ...difference('the output', digits, hex),
    ...(symbols === undefined ? [] : difference('the symbols', listed, symbols)),
    ...Object.entries(formats).flatMap(([name, text]) =>
      difference(`the format ${name}`, textIn(assembly, name), text),
    ),
  ]
}

/** The output as text, null when the format is refused. */
function textIn(assembly: Assembly, specification: string): string | null {
  const output = assembly.format(specification)
  if (typeof output === 'string') return output
  return output instanceof Uint8Array ? hexOfBytes(output) : null
}

interface FoundError {
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly kind: string
  readonly causes: readonly { readonly kind: string; readonly line?: number; readonly column?: number }[]
}

function foundError({ statement, causes }: ReturnType<typeof referenceErrors>[number]): FoundError {
  const places = causes.map(({ code, labels }) => ({
    kind: code,
    ...placeOf(labels.find((each) => each.primary)?.span),
  }))
  return { ...placeOf(statement), kind: causes[0].code, causes: places }
}

type Place = ReturnType<typeof referenceErrors>[number]['statement']

function placeOf(span: Place) {
  if (span === undefined) return {}
  const { line, column } = span.file.position(span.start)
  return { file: span.file.name, line, column }
}

function compareErrors(
  found: readonly FoundError[],
  { errors, anyError, kindOptional }: AssemblyCase['expect'],
): string[] {
  if (errors === undefined) return [`expected an output, found ${found.map(errorText).join('; ')}`]
  if (anyError === true) return found.length > 0 ? [] : ['expected a mistake, found none']
  if (found.length !== errors.length) {
    return [`expected ${errors.length} mistakes, found ${found.length}: ${found.map(errorText).join('; ')}`]
  }
  return errors.flatMap((expected, index) =>
    isAsExpected(found[index], expected, kindOptional === true)
      ? []
      : [`expected ${JSON.stringify(expected)}, found ${errorText(found[index])}`],
  )
}

/** Columns and causes are compared, too, where the vector has them. */
function isAsExpected(found: FoundError, expected: ExpectedError, isKindOptional: boolean): boolean {
  const { file = MAIN, line, col, kind, causes = [] } = expected
  if (line !== undefined && (found.line !== line || found.file !== file)) return false
  if (isKindOptional) return true
  if (found.kind !== kind || (col !== undefined && found.column !== col)) return false
  return (
    causes.length === 0 ||
    (causes.length === found.causes.length &&
      causes.every((cause, index) => {
        const other = found.causes[index]
        return cause.kind === other.kind && cause.line === other.line && cause.col === other.column
      }))
  )
}

function errorText({ file, line, column, kind, causes }: FoundError): string {
  const inner = causes.map((cause) => `${cause.kind} at ${cause.line}:${cause.column}`).join(', ')
  return `${kind} at ${file}:${line}:${column} (${inner})`
}

function difference(what: string, found: unknown, expected: unknown): string[] {
  if (expected === undefined) return []
  const [shown, wanted] = [JSON.stringify(found), JSON.stringify(expected)]
  return shown === wanted ? [] : [`${what} is ${shown}, expected ${wanted}`]
}
