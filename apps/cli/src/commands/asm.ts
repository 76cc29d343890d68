// isaforge asm: assembles a program and writes its image, its listing, its symbols, in any of the output formats.

import { type OutputFormat, symbolListing } from 'isaforge/assembly'
import { type MachineKit, renderDiagnostic } from 'isaforge/core'
import { EXIT } from '../exit-status.js'
import { usageFailure } from '../failure.js'
import { imageFormat } from '../image-format.js'
import { readInput, STANDARD_INPUT } from '../input.js'
import { languageOf } from '../languages.js'
import { print } from '../output.js'
import { besideSource, writeToFile } from '../output-file.js'
import { assembleOwnSource, hasOwnLanguage, refuseForeignOptions, type SpeakingKit } from '../own-language.js'
import { padded } from '../program-file.js'
import { machineForSource } from '../registry.js'
import { roundsOf } from '../rounds.js'
import { speaksSections } from '../sections-program.js'
import { type Assembled, assembleSource } from '../source-program.js'

/** Options as the command line gives them. */
export interface AsmOptions {
  readonly machine?: string
  readonly rules: readonly string[]
  readonly output?: string
  readonly define: readonly string[]
  readonly format?: string
  readonly also: readonly string[]
  readonly iters: string
  readonly oldNames?: boolean
  readonly release?: boolean
  readonly safe?: boolean
  readonly listing?: boolean
  readonly symbols?: boolean
}

/** One output: what is written, and where to. */
interface Target {
  readonly format: OutputFormat
  readonly file: string
}

/** Assembles a program; the result is the exit status. */
export async function asmCommand(files: readonly string[], options: AsmOptions): Promise<number> {
  const rounds = roundsOf(options.iters)
  if (typeof rounds !== 'number') throw usageFailure(rounds.code, rounds.message, rounds.help)
  if (languageOf(files[0]) !== undefined) return compileInstead(files, options)
  const kit = await machineForSource(files, options.machine)
  if (kit !== undefined && hasOwnLanguage(kit)) return assembleOwn(kit, files, options)
  if (kit !== undefined && speaksSections(kit)) return assembleToProgram(kit, files, options)
  const targets = targetsOf(files, options, kit)
  const assembly = assembleSource({
    files: files.map((file) => ({ file, contents: readInput(file) })),
    machine: kit?.machine,
    rules: options.rules.map((file) => ({ file, contents: readInput(file) })),
    defines: options.define,
    rounds,
    oldNames: options.oldNames === true,
  })
  if (assembly === undefined) return EXIT.mistakes
  await print(reports(assembly, options))
  const image = kit === undefined ? undefined : padded(kit, assembly.image)
  for (const target of targets) await write(target, files, assembly, image)
  return EXIT.success
}

/** A source in a language that is compiled. */
async function compileInstead(files: readonly string[], options: AsmOptions): Promise<number> {
  refuseForeignOptions(files, options, 'a compiler')
  const { compileCommand } = await import('./compile.js')
  return compileCommand(files[0], { emit: 'binary', ...options })
}

/** A source of the section language becomes a program file. */
async function assembleToProgram(
  kit: MachineKit,
  files: readonly string[],
  options: AsmOptions,
): Promise<number> {
  const { assembleProgramFile } = await import('../sections-asm.js')
  return writeProgram(assembleProgramFile(kit, files, options), kit, files, options)
}

/** A source in the machine's own language becomes a program file. */
async function assembleOwn(kit: SpeakingKit, files: readonly string[], options: AsmOptions): Promise<number> {
  refuseForeignOptions(files, options, kit.machine.title)
  const [file] = files
  const { image } = assembleOwnSource({ file, contents: readInput(file) }, kit)
  return writeProgram(image, kit, files, options)
}

/** Writes a program file, if there is one; the result is the exit status. */
async function writeProgram(
  contents: Uint8Array | undefined,
  kit: MachineKit,
  files: readonly string[],
  { output }: AsmOptions,
): Promise<number> {
  if (contents === undefined) return EXIT.mistakes
  const file = output ?? defaultOutput(files[0], kit, imageFormat('binary'))
  if (file === STANDARD_INPUT) await print(contents)
  else writeToFile(file, files, contents)
  return EXIT.success
}

function reports(assembly: Assembled, { listing, symbols }: AsmOptions): string {
  const parts = [
    ...(listing === true ? [`${assembly.format('annotated')}`] : []),
    ...(symbols === true ? [symbolListing(assembly.symbols)] : []),
  ]
  return parts.join('\n')
}

function targetsOf(files: readonly string[], options: AsmOptions, kit: MachineKit | undefined): Target[] {
  const { output, format: name, listing, symbols, also } = options
  const wantsOnlyReports =
    output === undefined && name === undefined && (listing === true || symbols === true)
  const format = imageFormat(name ?? 'binary')
  const main = { format, file: output ?? defaultOutput(files[0], kit, format) }
  return [...(wantsOnlyReports ? [] : [main]), ...also.map(targetOf)]
}

/** `FORMAT=FILE`, or a format alone for the standard output. */
function targetOf(text: string): Target {
  const separator = text.indexOf('=')
  const name = separator < 0 ? text : text.slice(0, separator)
  return { format: imageFormat(name), file: separator < 0 ? STANDARD_INPUT : text.slice(separator + 1) }
}

/** Text goes to the standard output, bytes to a file beside the source. */
function defaultOutput(file: string, kit: MachineKit | undefined, format: OutputFormat): string {
  if (format.isText || file === STANDARD_INPUT) return STANDARD_INPUT
  return besideSource(file, kit?.machine.assembly.imageExtensions[0] ?? format.extension)
}

async function write(
  { format, file }: Target,
  sources: readonly string[],
  assembly: Assembled,
  image: Uint8Array | undefined,
): Promise<void> {
  const contents = assembly.format(format, image)
  if (typeof contents !== 'string' && !(contents instanceof Uint8Array)) throw new Error(contents.message)
  const odd = image === undefined ? assembly.warningFor(format) : undefined
  if (odd !== undefined) console.error(renderDiagnostic(odd, { color: false }))
  if (file === STANDARD_INPUT) {
    await print(typeof contents === 'string' && !contents.endsWith('\n') ? `${contents}\n` : contents)
    return
  }
  writeToFile(file, sources, contents)
}
