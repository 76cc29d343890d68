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

/** A source to assemble: its name on the command line, and its contents, which were read already. */
export interface SourceProgram {
  readonly file: string
  readonly contents: Uint8Array
  readonly machine: Machine
  /** Values of constants, as `NAME` or `NAME=VALUE`. */
  readonly defines: readonly string[]
}

/** An assembly that has an image. */
export type Assembled = Assembly & { readonly image: Uint8Array }

/** Assembles a source and prints its diagnostics; undefined when there is no image. */
export function assembleSource({ file, contents, machine, defines }: SourceProgram): Assembled | undefined {
  checkSource(file, contents)
  const assembly = assemble({ ...filesAround(file, contents), machine, defines })
  const { columns } = process.stderr
  const text = renderAll(assembly.diagnostics, {
    color: wantsColor(errorOutput()),
    ...(columns === undefined ? {} : { width: columns }),
  })
  if (text !== '') console.error(text)
  return assembly.image === undefined ? undefined : (assembly as Assembled)
}

function checkSource(file: string, contents: Uint8Array): void {
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
 * Includes are looked up below the working folder when the source lies in it, else below the source's own folder.
 * The source itself is not read again.
 */
function filesAround(
  file: string,
  contents: Uint8Array,
): { readonly entry: string; readonly files: FileProvider } {
  if (file === STANDARD_INPUT) return withEntry('<standard input>', process.cwd(), contents)
  const path = relative(process.cwd(), resolve(file))
  const isBelow = !path.startsWith('..') && path !== resolve(file)
  if (isBelow) return withEntry(path.split(sep).join('/'), process.cwd(), contents)
  const folder = resolve(file, '..')
  return withEntry(relative(folder, resolve(file)), folder, contents)
}

function withEntry(entry: string, root: string, contents: Uint8Array) {
  const others = sourceFiles(root)
  return { entry, files: (name: string) => (name === entry ? contents : others(name)) }
}
