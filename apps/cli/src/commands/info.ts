// isaforge info: the manual of a machine, or of one of its instructions, in the terminal.

import { didYouMean, type Instruction, type Machine, wantsColor } from 'isaforge/core'
import { instructionPage, machinePage, type Page, renderText } from 'isaforge/core/manual'
import { EXIT } from '../exit-status.js'
import { usageFailure } from '../failure.js'
import { print } from '../output.js'
import { machineNamed } from '../registry.js'

/** Prints a manual page; the result is the exit status. */
export async function infoCommand(machineName: string, word: string | undefined): Promise<number> {
  const kit = await machineNamed(machineName)
  if (word === undefined) await show(machinePage(kit))
  else
    for (const instruction of instructionsCalled(kit.machine, word))
      await show(instructionPage(kit.machine, instruction))
  return EXIT.success
}

const DEFAULT_WIDTH = 100

async function show(page: Page): Promise<void> {
  const { isTTY, columns } = process.stdout
  const isColored = wantsColor({ isTTY, env: process.env })
  const emphasise = (text: string): string => (isColored ? `\x1b[1m${text}\x1b[0m` : text)
  await print(renderText(page, { width: columns ?? DEFAULT_WIDTH, emphasise }))
}

/** The instructions that a mnemonic, an alias or a name means. */
function instructionsCalled({ title, instructions, aliases }: Machine, word: string): readonly Instruction[] {
  const wanted = word.toLowerCase()
  const own = instructions.filter(({ name, syntax }) =>
    [name, syntax.mnemonic].some((one) => one.toLowerCase() === wanted),
  )
  const byAlias = aliases
    .filter(({ syntax }) => syntax.mnemonic.toLowerCase() === wanted)
    .map(({ instruction }) => instruction)
  const found = [...new Set([...own, ...byAlias])]
  if (found.length > 0) return found
  const known = [...instructions, ...aliases].map(({ syntax }) => syntax.mnemonic)
  const guess = didYouMean(wanted, known)
  const hint =
    guess === undefined ? `its instructions: ${[...new Set(known)].join(' ')}` : `did you mean ${guess}?`
  throw usageFailure('unknown-instruction', `${title} has no instruction '${word}'`, hint)
}
