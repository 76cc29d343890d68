// From source text to an image: the phases in order (spec/asm-language.md section 1).

import { type Assembly, FailedAssembly, FinishedAssembly } from './assembly.js'
import { type AssemblyInput, type DefinedProgram, defineProgram } from './define.js'
import { type Image, imageOf } from './output/image.js'
import { checkPlacement } from './output/placement.js'
import { reportBankOverlaps } from './program/banks.js'
import { reportUnused } from './program/defines.js'
import { resolve } from './resolve/rounds.js'

/** Assembles a program. Mistakes in the source are diagnostics; nothing in it can make this throw. */
export function assemble(input: AssemblyInput): Assembly {
  const program = defineProgram(input)
  const { items, bank, findings, defines, environment } = program
  findings.phase = 'resolve'
  resolve(program)
  findings.phase = 'emit'
  const image = emit(program)
  findings.phase = 'defines'
  if (image !== undefined) reportUnused(defines, environment.root, findings)
  return image === undefined || findings.hasErrors
    ? new FailedAssembly(findings.findings, environment.root)
    : new FinishedAssembly(findings.findings, environment.root, items, bank, image)
}

/** The output, if everything in it has its place. */
function emit({ items, bank, banks, hasBanks, findings }: DefinedProgram): Image | undefined {
  reportBankOverlaps(banks, findings)
  if (!findings.hasErrors) checkPlacement(items, bank, hasBanks, findings)
  return findings.hasErrors ? undefined : imageOf(items, bank, banks, findings)
}
