// Loads the program that a command line names: a source, which is assembled, or an image.

import type { BoardEntry, MachineKit, SourceMap } from 'isaforge/core'
import { inputFailure, usageFailure } from './failure.js'
import { isText, readInput, STANDARD_INPUT } from './input.js'
import { compileFor, languageOf, machineForLanguage, translateSource } from './languages.js'
import { grouped } from './numbers.js'
import { assembleOwnSource, hasOwnLanguage, type SpeakingKit } from './own-language.js'
import { machineFor } from './registry.js'
import { assembleSectionsSource, type SectionsOptions, speaksSections } from './sections-program.js'
import type { SourceText } from './source-program.js'

/** A program that can be run. */
export interface Program {
  readonly kit: MachineKit
  /** Whole words in the guest's byte order. */
  readonly image: Uint8Array
  /** Where the image comes from, when it was assembled here. Made when asked for: few runs end in a place to show. */
  readonly sourceMap: SourceMap | undefined
  /** What it means when the program fails at an address, where a compiler made it fail. */
  readonly failures?: ReadonlyMap<number, string>
  /** The board that it asks for; absent where the machine's default one serves. */
  readonly board?: readonly BoardEntry[]
  readonly notes: readonly string[]
}

/** How a source is to be assembled. */
export interface SourceOptions extends SectionsOptions {
  /** Values of constants, as `NAME` or `NAME=VALUE`. */
  readonly defines: readonly string[]
}

/** Loads a program; undefined when it is a source with mistakes, which are printed already. */
export async function loadProgram(
  file: string,
  machineName: string | undefined,
  options: SourceOptions,
): Promise<Program | undefined> {
  const { defines } = options
  const isCompiled = languageOf(file) !== undefined
  const kit = await (isCompiled ? machineForLanguage : machineFor)(file, machineName)
  const contents = readInput(file)
  if (isCompiled) return compiledProgram(kit, { file, contents })
  const name = file === STANDARD_INPUT ? 'the standard input' : `'${file}'`
  if (contents.length === 0) throw inputFailure('empty-input', `${name} is empty`, 'there is nothing to run')
  if (!isSource(kit, file, contents)) return imageProgram(kit, contents, name, defines)
  if (hasOwnLanguage(kit)) return ownProgram(kit, { file, contents })
  if (speaksSections(kit)) return sectionsProgram(kit, { file, contents }, options)
  const { assembleSource } = await import('./source-program.js')
  const assembly = assembleSource({ files: [{ file, contents }], machine: kit.machine, defines })
  if (assembly === undefined) return undefined
  if (assembly.image.length === 0) {
    throw inputFailure('empty-program', `${name} has no instructions and no data`, 'there is nothing to run')
  }
  return {
    kit,
    image: padded(kit, assembly.image),
    get sourceMap() {
      return assembly.sourceMap
    },
    notes: [],
  }
}

/** Sources and images are told apart by their names, and without a known name by what is in them. */
export function isSource({ machine: { assembly } }: MachineKit, file: string, contents: Uint8Array): boolean {
  const hasOneOf = (extensions: readonly string[]): boolean => extensions.some((one) => file.endsWith(one))
  if (hasOneOf(assembly.sourceExtensions)) return true
  return !hasOneOf(['.bin', ...assembly.imageExtensions]) && isText(contents)
}

/** A source in a language that is compiled. */
async function compiledProgram(kit: MachineKit, source: SourceText): Promise<Program | undefined> {
  const program = await translateSource(source)
  const compiled = program && compileFor(kit, program, {})
  if (compiled === undefined) return undefined
  const { image, sourceMap, failures } = compiled
  return { kit, image, sourceMap, failures, notes: [] }
}

/** A source in the machine's own language. */
function ownProgram(kit: SpeakingKit, source: SourceText): Program | undefined {
  const { image, sourceMap } = assembleOwnSource(source, kit)
  if (image?.length === 0) {
    throw inputFailure('empty-program', `'${source.file}' has no instructions`, 'there is nothing to run')
  }
  return image && { kit, image: padded(kit, image), sourceMap, notes: [] }
}

/** A source of the section language gets what its program file would get. */
function sectionsProgram(kit: MachineKit, source: SourceText, options: SourceOptions): Program | undefined {
  const assembly = assembleSectionsSource(source, kit, options)
  if (assembly === undefined) return undefined
  const file = kit.writeProgram?.(assembly.image) ?? assembly.image
  return { ...fileProgram(kit, file), sourceMap: assembly.sourceMap }
}

/** A program file of a machine that has a format for them. */
function fileProgram(kit: MachineKit, contents: Uint8Array): Program {
  if (kit.readProgram === undefined)
    return { kit, image: padded(kit, contents), sourceMap: undefined, notes: [] }
  return { kit, sourceMap: undefined, ...kit.readProgram(contents) }
}

function imageProgram(
  kit: MachineKit,
  contents: Uint8Array,
  name: string,
  defines: readonly string[],
): Program {
  if (defines.length > 0) {
    throw usageFailure(
      'define-needs-source',
      `${name} is an image`,
      '--define gives values to the constants of a source',
    )
  }
  if (kit.readProgram !== undefined) return fileProgram(kit, contents)
  const image = padded(kit, contents)
  const isCut = image.length !== contents.length
  const notes = isCut
    ? [`${name} has ${byteCount(contents)} and ends in the middle of a word; zeros complete it`]
    : []
  return { kit, image, sourceMap: undefined, notes }
}

const byteCount = ({ length }: Uint8Array): string => `${grouped(length)} byte${length === 1 ? '' : 's'}`

/** An image with its last word completed by zeros (spec/lrvm.md 18-34). */
export function padded({ space }: MachineKit, image: Uint8Array): Uint8Array {
  const unit = space.wordBytes ?? 1
  const whole = new Uint8Array(Math.ceil(image.length / unit) * unit)
  whole.set(image)
  return whole.length === image.length ? image : whole
}
