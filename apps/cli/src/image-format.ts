// The formats in which `isaforge asm` writes its output.

import { type OutputFormat, readFormat } from 'isaforge/assembly'
import { usageFailure } from './failure.js'

/** Names beside those of the assembly language. */
const OTHER_NAMES: Readonly<Record<string, string>> = { hex: 'hexstr' }

/** The format that an option names. */
export function imageFormat(specification: string): OutputFormat {
  const name = Object.hasOwn(OTHER_NAMES, specification) ? OTHER_NAMES[specification] : specification
  const format = readFormat(name)
  if ('severity' in format) throw usageFailure(format.code, format.message, format.help)
  return format
}
