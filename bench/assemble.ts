// Assembling LRVM sources, where a mistake in one is a bug of ours.
import { existsSync, readFileSync } from 'node:fs'
import { assemble } from 'isaforge/assembly'
import { renderAll } from 'isaforge/core'
import { lrvm } from 'isaforge/machines/lrvm'

const readIfThere = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, 'utf8') : undefined

/** Assembles a source text; `files` gives the texts that it includes. */
export function assembleText(entry: string, files: (path: string) => string | undefined): Uint8Array {
  const { image, diagnostics } = assemble({ entry, files, machine: lrvm })
  const problems = renderAll(diagnostics.slice(0, 5), { color: false })
  if (image === undefined || problems !== '') throw new Error(problems)
  return image
}

/** Assembles a file; warnings count as mistakes. */
export function assembleFile(path: string): Uint8Array {
  return assembleText(path, readIfThere)
}

/** Assembles the guest program `bench/lrvm/NAME.lasm`. */
export function assembleGuest(name: string): Uint8Array {
  return assembleFile(`bench/lrvm/${name}.lasm`)
}
