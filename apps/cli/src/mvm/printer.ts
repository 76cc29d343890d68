// Prints lines as the original does: the first word in colour where somebody looks (spec/mvm.md 1.4).

import type { OutputStream } from 'isaforge/core'
import type { System } from './system.js'

const GREEN = '\x1b[1;32m'
const RED = '\x1b[1;31m'
const PLAIN = '\x1b[0m'

/** Writes lines to the standard streams. */
export class Printer {
  readonly isColored: boolean

  constructor(private readonly system: System) {
    const { NO_COLOR, CLICOLOR, CLICOLOR_FORCE } = system.environment
    const isForced = CLICOLOR_FORCE !== undefined && CLICOLOR_FORCE !== '0'
    this.isColored = isForced || (NO_COLOR === undefined && CLICOLOR !== '0' && system.isTerminal)
  }

  line(stream: OutputStream, text: string): void {
    this.system.emit(stream, new TextEncoder().encode(`${text}\n`))
  }

  /** A step of the work. */
  progress(text: string): void {
    const [first, ...others] = text.split(' ')
    this.line('output', [this.painted(first, GREEN), ...others].join(' '))
  }

  error(text: string): void {
    this.line('error', `${this.painted('Error:', RED)} ${text}`)
  }

  panic(text: string): void {
    this.line('error', `${this.painted('MVM PANIC:', RED)} ${text}`)
  }

  private painted(text: string, color: string): string {
    return this.isColored ? color + text + PLAIN : text
  }
}
