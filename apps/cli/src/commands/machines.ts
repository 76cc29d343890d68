// isaforge machines: lists the machines.

import { EXIT } from '../exit-status.js'
import { print } from '../output.js'
import { MACHINES } from '../registry.js'

/** Prints one line per machine; the result is the exit status. */
export async function machinesCommand(): Promise<number> {
  const kits = await Promise.all(Object.values(MACHINES).map(({ load }) => load()))
  const rows = kits.map(({ machine: { name, summary, assembly } }) => {
    const extensions = [...assembly.sourceExtensions, ...assembly.imageExtensions].join(' ')
    return [name, extensions, summary]
  })
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)))
  const lines = rows.map(
    ([name, extensions, summary]) =>
      `${name.padEnd(widths[0])}  ${extensions.padEnd(widths[1])}  ${summary}\n`,
  )
  await print(lines.join(''))
  return EXIT.success
}
