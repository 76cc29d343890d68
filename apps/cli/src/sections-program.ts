// Assembles a source of the section language for the commands, and shows what is wrong or odd in it.

import { assembleSections, type SectionsAssembly } from 'isaforge/assembly/sections'
import { type MachineKit, renderAll, wantsColor } from 'isaforge/core'
import { errorOutput } from './failure-report.js'
import { checkSource, type SourceText } from './source-program.js'

/** Options that only the section language has. */
export interface SectionsOptions {
  /** Leaves `dbg` out. */
  readonly isRelease: boolean
  /** Places constants so that the original layout's hazards do not occur. */
  readonly isSafe: boolean
}

/** Whether a machine's sources are in the section language. */
export const speaksSections = ({ machine }: MachineKit): boolean => machine.assembly.dialect === 'sections'

/** An assembly that has an image. */
export type AssembledSections = SectionsAssembly & { readonly image: Uint8Array }

/** Assembles a source and prints the diagnostics; undefined when there is no image. */
export function assembleSectionsSource(
  source: SourceText,
  { machine }: MachineKit,
  options: SectionsOptions,
): AssembledSections | undefined {
  checkSource(source)
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(source.contents)
  const assembly = assembleSections({ name: source.file, text, machine, ...options })
  const rendered = renderAll(assembly.diagnostics, { color: wantsColor(errorOutput()) })
  if (rendered !== '') console.error(rendered)
  return assembly.image === undefined ? undefined : (assembly as AssembledSections)
}
