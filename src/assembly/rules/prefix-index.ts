// Finds the rules that may fit a text by the characters that they begin with, however many rules there are.

import { skipIgnorable } from '../syntax/lexer.js'
import type { Rule } from './rule.js'

/** A place in the tree of beginnings. */
interface Node {
  readonly next: Map<number, Node>
  /** Rules whose literal beginning ends here. */
  readonly rules: Entry[]
}

interface Entry {
  readonly rule: Rule
  /** Its number in the index. */
  readonly number: number
  /** The characters that it needs, as `characterBit` gives them. */
  readonly needs: number
}

const newNode = (): Node => ({ next: new Map(), rules: [] })

/** Rules by the literal characters up to their first parameter; blanks in patterns do not count. */
export class PrefixIndex {
  readonly #root = newNode()
  #count = 0

  get size(): number {
    return this.#count
  }

  add(rule: Rule): void {
    let node = this.#root
    for (const part of rule.pattern) {
      if (part.kind === 'parameter') break
      if (part.kind === 'space') continue
      let next = node.next.get(part.code)
      if (next === undefined) {
        next = newNode()
        node.next.set(part.code, next)
      }
      node = next
    }
    node.rules.push({ rule, number: this.#count++, needs: needsOf(rule) })
  }

  /**
   * The rules that may fit the text from `start` on, in the order in which they were added. `spend` is told how many
   * there are; when that is too much, none is given.
   */
  candidates(text: string, start: number, end: number, spend: (steps: number) => boolean): readonly Rule[] {
    const lists = this.#root.rules.length > 0 ? [this.#root.rules] : []
    let node: Node | undefined = this.#root
    for (let at = skipIgnorable(text, start, end); at < end; at = skipIgnorable(text, at + 1, end)) {
      node = node.next.get(lowerCaseAt(text, at))
      if (node === undefined) break
      if (node.rules.length > 0) lists.push(node.rules)
    }
    const count = lists.reduce((sum, list) => sum + list.length, 0)
    if (!spend(count)) return []
    if (count === 1) return [lists[0][0].rule]
    return inOrder(lists, charactersIn(text, start, end))
  }

  /** Some rules that begin like the text for as many characters as any rule does, and how many these are. */
  nearest(
    text: string,
    start: number,
    end: number,
  ): { readonly rules: readonly Rule[]; readonly characters: number } {
    let node = this.#root
    let characters = 0
    for (let at = skipIgnorable(text, start, end); at < end; at = skipIgnorable(text, at + 1, end)) {
      const next = node.next.get(lowerCaseAt(text, at))
      if (next === undefined) break
      node = next
      characters++
    }
    return { rules: rulesBelow(node), characters }
  }
}

/** The rules of all lists that need no other characters than there are. */
function inOrder(lists: readonly Node['rules'][], characters: number): readonly Rule[] {
  const found: Entry[] = []
  for (const list of lists) for (const each of list) if ((each.needs & ~characters) === 0) found.push(each)
  if (lists.length > 1) found.sort((a, b) => a.number - b.number)
  return found.map(({ rule }) => rule)
}

/** Characters share 32 bits: enough to rule most rules out that begin with a parameter. */
const characterBit = (code: number): number => 1 << (code & 31)

function needsOf({ pattern }: Rule): number {
  let bits = 0
  for (const part of pattern) if (part.kind === 'literal') bits |= characterBit(part.code)
  return bits
}

function charactersIn(text: string, start: number, end: number): number {
  let bits = 0
  for (let at = start; at < end; at++) bits |= characterBit(lowerCaseAt(text, at))
  return bits
}

/** So many rules are looked at for a suggestion. */
const SUGGESTED = 32

function rulesBelow(start: Node): Rule[] {
  const found: Rule[] = []
  const open = [start]
  for (let node = open.pop(); node !== undefined && found.length < SUGGESTED; node = open.pop()) {
    for (const { rule } of node.rules) found.push(rule)
    for (const next of node.next.values()) open.push(next)
  }
  return found
}

/** The code of a character, that of a capital letter as if it were small. */
export function lowerCaseAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 65 && code <= 90 ? code + 32 : code
}
