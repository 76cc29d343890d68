// isaforge asm: assembles a source and writes its image, its listing, its symbols.

import { writeFileSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { annotatedListing, symbolListing } from 'isaforge/assembly'
import type { MachineKit } from 'isaforge/core'
import { EXIT } from '../exit-status.js'
import { usageFailure } from '../failure.js'
import { imageFormat } from '../image-format.js'
import { readInput, STANDARD_INPUT } from '../input.js'
import { grouped } from '../numbers.js'
import { print } from '../output.js'
import { padded } from '../program-file.js'
import { machineFor } from '../registry.js'
import { type Assembled, assembleSource } from '../source-program.js'

/** Options as the command line gives them. */
export interface AsmOptions {
  readonly machine?: string
  readonly output?: string
  readonly define: readonly string[]
  readonly format: string
  readonly listing?: boolean
  readonly symbols?: boolean
}

/** Assembles a source; the result is the exit status. */
export async function asmCommand(file: string, options: AsmOptions): Promise<number> {
  const format = imageFormat(options.format)
  const kit = await machineFor(file, options.machine)
  const assembly = assembleSource({
    file,
    contents: readInput(file),
    machine: kit.machine,
    defines: options.define,
  })
  if (assembly === undefined) return EXIT.mistakes
  await print(reports(assembly, options))
  const wantsOnlyReports = options.listing === true || options.symbols === true
  const output = options.output ?? (wantsOnlyReports ? undefined : defaultOutput(file, kit, format.isText))
  const image = padded(kit, assembly.image)
  if (output !== undefined) await write(output, file, format.encode(image), image.length)
  return EXIT.success
}

function reports(assembly: Assembled, { listing, symbols }: AsmOptions): string {
  const parts = [
    ...(listing === true ? [annotatedListing(assembly.items, assembly.image)] : []),
    ...(symbols === true ? [symbolListing(assembly.symbols)] : []),
  ]
  return parts.join('\n')
}

/** Text goes to the standard output, bytes to a file beside the source. */
function defaultOutput(file: string, { machine }: MachineKit, isText: boolean): string {
  if (isText || file === STANDARD_INPUT) return STANDARD_INPUT
  const [extension] = machine.assembly.imageExtensions
  return join(dirname(file), basename(file, extname(file)) + extension)
}

async function write(
  output: string,
  source: string,
  contents: Uint8Array | string,
  bytes: number,
): Promise<void> {
  if (output === STANDARD_INPUT) {
    await print(contents)
    return
  }
  if (resolve(output) === resolve(source)) {
    throw usageFailure(
      'output-is-input',
      `'${output}' is the source itself`,
      'choose another name with --output',
    )
  }
  try {
    writeFileSync(output, contents)
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause
    throw usageFailure(
      'file-not-writable',
      `'${output}' cannot be written: ${cause.message}`,
      'choose another place with --output',
    )
  }
  console.error(`wrote ${output}: ${grouped(bytes)} bytes`)
}
