// Whether and how output is coloured. The environment is passed in; nothing here looks at the process.

import type { Severity } from './diagnostic.js'

/** What `wantsColor` needs to know about the output. */
export interface OutputEnvironment {
  readonly isTTY: boolean | undefined
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Whether to colour an output. FORCE_COLOR and CLICOLOR_FORCE (other than `0` and, for FORCE_COLOR, `false`) win, then
 * NO_COLOR (https://no-color.org: any value but the empty one), then a dumb terminal, then whether it is a terminal.
 */
export function wantsColor({ isTTY, env }: OutputEnvironment): boolean {
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  if (env.CLICOLOR_FORCE && env.CLICOLOR_FORCE !== '0') return true
  if (env.NO_COLOR) return false
  if (env.TERM === 'dumb') return false
  return isTTY === true
}

/** What a piece of rendered text is, which decides its colour. */
export type Style = 'plain' | 'strong' | 'frame' | 'help' | Severity

/** ANSI select graphic rendition parameters. */
const SGR: Record<Style, string> = {
  plain: '',
  strong: '1',
  frame: '1;34',
  help: '1;36',
  error: '1;31',
  warning: '1;33',
  note: '1;32',
}

/** A text with the escape sequences of its style around it; spaces have no colour and need none. */
export function paint(text: string, style: Style, color: boolean): string {
  if (!color || style === 'plain' || text.trim() === '') return text
  return `\x1b[${SGR[style]}m${text}\x1b[0m`
}
