// isaforge dis: disassembles an image.

import { disassemble, disassembleWithRules, firstUndecodable, type UndecodableLine } from 'isaforge/assembly'
import { renderAll, wantsColor } from 'isaforge/core'
import { EXIT } from '../exit-status.js'
import { inputFailure } from '../failure.js'
import { errorOutput } from '../failure-report.js'
import { readInput } from '../input.js'
import { hexadecimal } from '../numbers.js'
import { print } from '../output.js'
import { hasOwnLanguage } from '../own-language.js'
import { machineFor } from '../registry.js'
import { speaksSections } from '../sections-program.js'
import { filesAround } from '../source-program.js'

/** Options as the command line gives them. */
export interface DisOptions {
  readonly machine?: string
  readonly rules: readonly string[]
  readonly annotated?: boolean
  readonly strict?: boolean
  readonly exact?: boolean
}

/** Disassembles an image; the result is the exit status. */
export async function disCommand(file: string, options: DisOptions): Promise<number> {
  if (options.rules.length > 0) return disassembleByRules(file, options)
  const kit = await machineFor(file, options.machine)
  const { machine } = kit
  const image = readInput(file)
  if (machine.assembly.sourceExtensions.some((extension) => file.endsWith(extension))) {
    throw inputFailure('not-an-image', `'${file}' is a source`, `assemble it first: isaforge asm ${file}`)
  }
  if (image.length === 0)
    throw inputFailure('empty-input', `'${file}' is empty`, 'there is nothing to disassemble')
  if (hasOwnLanguage(kit)) {
    await print(kit.language.disassemble(image, options.annotated === true))
    return EXIT.success
  }
  if (speaksSections(kit)) {
    const { sectionsText } = await import('../sections-dis.js')
    await print(sectionsText(kit, file, image))
    return EXIT.success
  }
  const undecodable = options.strict === true ? firstUndecodable(machine, image) : undefined
  if (undecodable !== undefined) {
    const message = `'${file}' is not all instructions: ${undecodableText(undecodable)}`
    throw inputFailure('undecodable', message, 'without --strict it is shown as data')
  }
  await print(
    `${disassemble(machine, image, { annotated: options.annotated === true, exact: options.exact === true })}\n`,
  )
  return EXIT.success
}

/** Disassembles with rule files instead of a machine. */
async function disassembleByRules(file: string, { rules, annotated, strict }: DisOptions): Promise<number> {
  const { names, files } = filesAround(rules.map((name) => ({ file: name, contents: readInput(name) })))
  const { lines, diagnostics } = disassembleWithRules({ rules: names, files, image: readInput(file) })
  if (diagnostics.length > 0) console.error(renderAll(diagnostics, { color: wantsColor(errorOutput()) }))
  if (diagnostics.some(({ severity }) => severity === 'error')) return EXIT.mistakes
  const data = strict === true ? lines.find(({ rule }) => rule === undefined) : undefined
  if (data !== undefined) {
    const message = `'${file}' is not all instructions: no rule gives what is at bit ${data.position}`
    throw inputFailure('undecodable', message, 'without --strict it is shown as data')
  }
  const texts = lines.map(({ address, text }) =>
    annotated === true ? `0x${address.toString(16)}: ${text}` : text,
  )
  await print(`${texts.join('\n')}\n`)
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
