// Disassemblies that assemble to the very same bytes: what the text of an instruction does not say is shown as data.

import type { Machine } from '../../core/index.js'
import { assemble } from '../assemble.js'
import { filesOf } from '../define.js'
import { type DisassembledLine, rawText } from './disassemble.js'

/** The lines, with data in place of every instruction whose text would become other bytes; the instruction is its comment. */
export function exactLines(
  machine: Machine,
  image: Uint8Array,
  lines: readonly DisassembledLine[],
): DisassembledLine[] {
  const exact = [...lines]
  for (;;) {
    const wrong = wrongLines(machine, image, exact)
    if (wrong.length === 0) return exact
    for (const index of wrong) exact[index] = asData(machine, exact[index])
  }
}

/** Instructions that do not give their bytes. When lengths differ, only the first of them is known. */
function wrongLines(
  machine: Machine,
  image: Uint8Array,
  lines: readonly DisassembledLine[],
): readonly number[] {
  const text = lines.map((line) => line.text).join('\n')
  const entry = 'disassembly'
  const assembly = assemble({ entry, files: filesOf({ [entry]: text }), machine })
  const indices = [...lines.keys()].filter((index) => lines[index].instruction !== undefined)
  if (assembly.image === undefined) {
    const refused = new Set(
      assembly.diagnostics.flatMap(({ labels: [label] }) =>
        label === undefined ? [] : [label.span.file.position(label.span.start).line - 1],
      ),
    )
    return indices.filter((index) => refused.has(index))
  }
  const given = assembly.image
  const differs = ({ bytes, offset }: DisassembledLine): boolean =>
    bytes.some((byte, position) => given[offset + position] !== byte)
  const wrong = indices.filter((index) => differs(lines[index]))
  return given.length === image.length ? wrong : wrong.slice(0, 1)
}

function asData(machine: Machine, line: DisassembledLine): DisassembledLine {
  const text = rawText(machine.assembly.rawDirective, line.bytes)
  return { ...line, text, warnings: [line.text, ...line.warnings], instruction: undefined }
}
