// The arguments of the command uvm (spec/uvm.md section 6).

import { DEFAULT_DEPTH, MOST_DEPTH } from 'isaforge/machines/uvm'

/** What a command line asks for. */
export type Request =
  | { readonly kind: 'help' }
  | { readonly kind: 'mistake'; readonly message: string }
  | RunRequest

/** A program to run. */
export interface RunRequest {
  readonly kind: 'run'
  readonly file: string
  readonly depth: number
  readonly isVerbose: boolean
  /** Whether the verbose log shows lines of the source. */
  readonly showsLines: boolean
}

const mistake = (message: string): Request => ({ kind: 'mistake', message })

/** Reads the arguments from left to right; `-h` ends that. The last of equal options counts. */
export function requestOf(words: readonly string[]): Request {
  let file: string | undefined
  let depth: number | undefined = DEFAULT_DEPTH
  let [isVerbose, showsLines] = [false, false]
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    if (word === '-h') return { kind: 'help' }
    if (word === '-v') isVerbose = true
    else if (word === '-l') showsLines = true
    else if (word !== '-f' && word !== '-d')
      return mistake(`${word.startsWith('-') ? 'unknown option' : 'unexpected argument'} ${word}`)
    else {
      const value = words[++at]
      if (value === undefined) return mistake(`${word} needs a value`)
      if (word === '-f') file = value
      else depth = depthOf(value)
      if (depth === undefined)
        return mistake(`the depth must be a number from 1 to ${MOST_DEPTH}, not ${value}`)
    }
  }
  return file === undefined
    ? mistake('-f FILE is missing')
    : { kind: 'run', file, depth, isVerbose, showsLines }
}

function depthOf(text: string): number | undefined {
  const depth = /^\d+$/.test(text) ? Number(text) : 0
  return depth >= 1 && depth <= MOST_DEPTH ? depth : undefined
}
