// Repeats passes until addresses and encodings are stable (spec/asm-language.md section 15.1).

import type { Outcome } from '../values/value.js'
import type { ConstantItem, Item } from './item.js'
import { newPass, type Program, runPass } from './pass.js'
import { failAt, type PassState, UNRESOLVED } from './pass-state.js'

/** Resolves the items of a program in place. Whether that worked is in the findings. */
export function resolve(program: Program): void {
  const { items, rounds } = program
  if (items.length === 0) return
  for (let round = 1; round < rounds; round++) {
    if (runPass(newPass(program, { isFirst: round === 1, isFinal: false }), items) !== UNRESOLVED) break
  }
  const final = newPass(program, { isFirst: rounds === 1, isFinal: true })
  runPass(final, items)
  reportUnsettled(final, program)
}

/** What did not settle is reported when nothing else is wrong: another mistake may be the reason. */
function reportUnsettled(pass: PassState, { findings, rounds }: Program): void {
  if (findings.hasErrors) return
  for (const [index, item] of pass.unsettled.entries()) {
    const message = `the ${NOUNS[item.kind]} did not converge: its value keeps changing or depends on itself`
    const more = index === 0 ? [`it still changed in round ${rounds}, the last one that is allowed`] : []
    failAt(pass, item, 'amount' in item ? item.node.value : nameOf(item), {
      code: 'did-not-converge',
      message,
      notes: [...cycleOf(item, pass.unsettled), ...more],
    })
  }
}

function nameOf(item: Item): { readonly start: number; readonly end: number } {
  return item.kind === 'constant' ? { start: item.node.start, end: item.node.nameEnd } : item.node
}

/** So many names of a cycle are shown. */
const SHOWN = 6

/** Says through which constants one is defined by itself. */
function cycleOf(item: Item, unsettled: readonly Item[]): string[] {
  if (item.kind !== 'constant' || unsettled.length > CYCLE_ITEMS) return []
  const constants = new Map(
    unsettled.flatMap((each) => (each.kind === 'constant' ? [[each.symbol, each]] : [])),
  )
  const path: string[] = []
  let at: ConstantItem | undefined = item
  while (at !== undefined && path.length < SHOWN) {
    path.push(at.node.name)
    const value: Outcome | undefined = at.symbol?.value
    at = value?.kind === 'unknown' ? constants.get(value.waitsFor) : undefined
    if (at === item) return [[...path, item.node.name].join(' → ')]
  }
  return []
}

/** In longer lists nobody looks for cycles. */
const CYCLE_ITEMS = 100

const NOUNS: Readonly<Record<Item['kind'], string>> = {
  label: 'address of the label',
  constant: 'constant',
  instruction: 'instruction',
  data: 'data element',
  reserve: 'reserve size',
  align: 'alignment',
  address: 'address',
  assert: 'assertion',
  bank: 'bank',
}
