// Assembles a source for the commands that need its image, and shows what is wrong with it.

import { isUtf8 } from 'node:buffer'
import { relative, resolve, sep } from 'node:path'
import { type Assembly, assemble, type FileProvider } from 'isaforge/assembly'
import { type Machine, renderAll, wantsColor } from 'isaforge/core'
import { sourceFiles } from 'isaforge/host/node'
import { inputFailure } from './failure.js'
import { errorOutput } from './failure-report.js'
import { STANDARD_INPUT } from './input.js'

const LARGEST_SOURCE = 64 * 2 ** 20

/** A source: its name on the command line, and its contents, which were read already. */
export interface SourceText {
  readonly file: string
  readonly contents: Uint8Array
}

/** Sources to assemble. */
export interface SourceProgram {
  readonly files: readonly SourceText[]
  readonly machine: Machine | undefined
  /** Files with rules. */
  readonly rules?: readonly SourceText[]
  /** Values of constants, as `NAME` or `NAME=VALUE`. */
  readonly defines: readonly string[]
  readonly rounds?: number
  readonly oldNames?: boolean
}

/** An assembly that has an image. */
export type Assembled = Assembly & { readonly image: Uint8Array }

/** Assembles sources and prints the diagnostics; undefined when there is no image. */
export function assembleSource(program: SourceProgram): Assembled | undefined {
  const { files: sources, rules = [], machine, defines, rounds, oldNames = false } = program
  for (const source of [...rules, ...sources]) checkSource(source)
  const { names, files } = filesAround([...rules, ...sources])
  const assembly = assemble({
    files,
    rules: names.slice(0, rules.length),
    entry: names.slice(rules.length),
    defines,
    oldNames,
    ...(machine === undefined ? {} : { machine }),
    ...(rounds === undefined ? {} : { rounds }),
  })
  const { columns } = process.stderr
  const text = renderAll(assembly.diagnostics, {
    color: wantsColor(errorOutput()),
    ...(columns === undefined ? {} : { width: columns }),
  })
  if (text !== '') console.error(text)
  return assembly.image === undefined ? undefined : (assembly as Assembled)
}

/** Refuses what is too large or no text. */
export function checkSource({ file, contents }: SourceText): void {
  if (contents.length > LARGEST_SOURCE) {
    const limit = `sources can have up to ${LARGEST_SOURCE / 2 ** 20} MiB; put data into files of its own`
    throw inputFailure('source-too-large', `'${file}' has ${Math.ceil(contents.length / 2 ** 20)} MiB`, limit)
  }
  if (!isUtf8(contents)) {
    const hint = 'sources are UTF-8 text; isaforge dis shows what is in an image'
    throw inputFailure('not-text', `'${file}' is not text`, hint)
  }
}

/**
 * Includes are looked up below the working folder when all sources lie in it, else below the folder of the first one.
 * The sources themselves are not read again.
 */
export function filesAround(sources: readonly SourceText[]): {
  readonly names: readonly string[]
  readonly files: FileProvider
} {
  const isBelow = sources.every(
    ({ file }) => file === STANDARD_INPUT || nameBelow(process.cwd(), file) !== undefined,
  )
  const root = isBelow ? process.cwd() : resolve(sources[0].file, '..')
  const named = sources.map(({ file, contents }) => ({ name: nameIn(root, file), contents }))
  const others = sourceFiles(root)
  return {
    names: named.map(({ name }) => name),
    files: (wanted) => named.find(({ name }) => name === wanted)?.contents ?? others(wanted),
  }
}

function nameIn(root: string, file: string): string {
  return file === STANDARD_INPUT ? '<standard input>' : (nameBelow(root, file) ?? resolve(file))
}

/** The name of a file below a folder, with `/`; undefined when it lies elsewhere. */
function nameBelow(folder: string, file: string): string | undefined {
  const path = relative(folder, resolve(file))
  return path.startsWith('..') || path === resolve(file) ? undefined : path.split(sep).join('/')
}
