// Small improvements of finished code. Each looks at neighbours only, and each can be left out.

import { type CodeInstruction, endsPath, type Item, Label } from './items.js'

/** Improves the code of a function. `keepsBase`: only with instructions of the smallest set. */
export function improve(items: readonly Item[], keepsBase: boolean): readonly Item[] {
  const threaded = withoutUnreached(throughJumps(items))
  const shorter = withoutIdleJumps(threaded).filter((item, index, all) => !isIdleClean(item, all[index + 1]))
  return keepsBase ? shorter : keepingStored(shorter)
}

/** A jump that leads to a jump leads to where that one leads. */
function throughJumps(items: readonly Item[]): readonly Item[] {
  const onward = jumpsAtLabels(items)
  return items.map((item) => {
    if (item instanceof Label || !(item.operand instanceof Label)) return item
    if (item.name !== 'jmp' && item.name !== 'jc') return item
    return { ...item, operand: finalTarget(item.operand, onward) }
  })
}

/** Where labels lead on to, if a jump is all that stands there. */
function jumpsAtLabels(items: readonly Item[]): ReadonlyMap<Label, Label> {
  const onward = new Map<Label, Label>()
  let next: Item | undefined
  for (const item of [...items].reverse()) {
    if (!(item instanceof Label)) next = item
    else if (
      next !== undefined &&
      !(next instanceof Label) &&
      next.name === 'jmp' &&
      next.operand instanceof Label
    )
      onward.set(item, next.operand)
  }
  return onward
}

function finalTarget(label: Label, onward: ReadonlyMap<Label, Label>): Label {
  const seen = new Set<Label>()
  let target = label
  for (let next = onward.get(target); next !== undefined && !seen.has(next); next = onward.get(target)) {
    seen.add(next)
    target = next
  }
  return target
}

/** Leaves out what stands behind the end of a path, up to the next label that is jumped to. */
function withoutUnreached(items: readonly Item[]): readonly Item[] {
  const wanted = new Set(items.flatMap((item) => (item instanceof Label ? [] : [item.operand])))
  let isReached = true
  return items.filter((item, index) => {
    if (item instanceof Label) {
      if (index > 0 && !wanted.has(item)) return false
      isReached = true
      return true
    }
    const keep = isReached
    if (endsPath(item)) isReached = false
    return keep
  })
}

/** Leaves out jumps to the next instruction. */
function withoutIdleJumps(items: readonly Item[]): readonly Item[] {
  return items.filter((item, index) => {
    if (item instanceof Label || item.name !== 'jmp' || !(item.operand instanceof Label)) return true
    for (let at = index + 1; items[at] instanceof Label; at++) if (items[at] === item.operand) return false
    return true
  })
}

/** A function that returns drops everything but its result anyway. */
const isIdleClean = (item: Item, next: Item | undefined): boolean =>
  isNamed(item, 'iclean') && next !== undefined && isNamed(next, 'ret')

const isNamed = (item: Item, name: string): item is CodeInstruction =>
  !(item instanceof Label) && item.name === name

/** What reads back what the instruction before has stored. */
const READS: Readonly<Record<string, string>> = {
  isave0: 'iload0',
  isave1: 'iload1',
  isave2: 'iload2',
  isloc: 'iloc',
  isarg: 'iarg',
}

/** A value that is stored and read again at once is duplicated before. */
function keepingStored(items: readonly Item[]): readonly Item[] {
  const kept: Item[] = []
  for (const item of items) {
    const before = kept.at(-1)
    const isReadBack =
      before !== undefined &&
      !(before instanceof Label) &&
      !(item instanceof Label) &&
      READS[before.name] === item.name &&
      before.operand === item.operand
    if (isReadBack) kept.splice(-1, 1, { name: 'idup', span: before.span }, before)
    else kept.push(item)
  }
  return kept
}
