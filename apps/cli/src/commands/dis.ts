// isaforge dis: disassembles an image.

import { disassemble, firstUndecodable, type UndecodableLine } from 'isaforge/assembly'
import { EXIT } from '../exit-status.js'
import { inputFailure } from '../failure.js'
import { readInput } from '../input.js'
import { hexadecimal } from '../numbers.js'
import { print } from '../output.js'
import { machineFor } from '../registry.js'

/** Options as the command line gives them. */
export interface DisOptions {
  readonly machine?: string
  readonly annotated?: boolean
  readonly strict?: boolean
}

/** Disassembles an image; the result is the exit status. */
export async function disCommand(file: string, options: DisOptions): Promise<number> {
  const { machine } = await machineFor(file, options.machine)
  const image = readInput(file)
  if (machine.assembly.sourceExtensions.some((extension) => file.endsWith(extension))) {
    throw inputFailure('not-an-image', `'${file}' is a source`, `assemble it first: isaforge asm ${file}`)
  }
  if (image.length === 0)
    throw inputFailure('empty-input', `'${file}' is empty`, 'there is nothing to disassemble')
  const undecodable = options.strict === true ? firstUndecodable(machine, image) : undefined
  if (undecodable !== undefined) {
    const message = `'${file}' is not all instructions: ${undecodableText(undecodable)}`
    throw inputFailure('undecodable', message, 'without --strict it is shown as data')
  }
  await print(`${disassemble(machine, image, { annotated: options.annotated === true })}\n`)
  return EXIT.success
}

function undecodableText(line: UndecodableLine): string {
  const where = `at offset ${hexadecimal(line.offset, 32)}`
  switch (line.reason) {
    case 'illegal':
      return `there is no such instruction ${where}`
    case 'truncated':
      return `it ends inside the instruction ${where}`
    case 'register':
      return `operand ${line.operand + 1} of the instruction ${where} names register ${line.code}, which does not exist`
  }
}
