// Shows the part of a source that an address of a program comes from.

import { note, primary, renderDiagnostic, type SourceMap, wantsColor } from 'isaforge/core'
import { errorOutput } from './failure-report.js'

/** The file, the line and the column, and the line itself with a word about it; empty where the source is not known. */
export function sourceExcerpt(sourceMap: SourceMap | undefined, address: bigint, word = ''): string {
  const span = sourceMap?.at(Number(address))
  if (span === undefined) return ''
  const shown = note('place', '', { labels: [primary(span, word)] })
  const [, ...lines] = renderDiagnostic(shown, { color: wantsColor(errorOutput()) })
    .trimEnd()
    .split('\n')
  return lines.map((line) => `${line}\n`).join('')
}
