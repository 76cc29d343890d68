// Compiled code as assembly text, with the lines that it comes from as comments.

import { floatOperandText } from '../assembly/disassemble.js'
import { type Item, Label } from './items.js'
import type { LaidOut, Placed } from './layout.js'

/** Text that is assembled to the bytes of the code. */
export function assemblyText(items: readonly Item[], { placed }: LaidOut): string {
  const byItem = new Map(placed.map((one) => [one.item, one]))
  let lastLine = 0
  return items
    .map((item) => {
      if (item instanceof Label) return `${item.name}:\n`
      const { file, start } = item.span
      const line = file.lineAt(start)
      const comment = line === lastLine ? '' : `; ${line}: ${file.lineText(line).trim()}\n`
      lastLine = line
      return `${comment}        ${textOf(byItem.get(item) as Placed)}\n`
    })
    .join('')
}

function textOf({ instruction, item: { name, operand } }: Placed): string {
  if (operand === undefined) return instruction.name
  if (operand instanceof Label) return `${instruction.name} ${operand.name}`
  return `${instruction.name} ${name === 'fpush' ? floatOperandText(operand) : operand}`
}
