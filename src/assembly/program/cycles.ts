// Finds constants that are defined by themselves, directly or through others.

import { type Diagnostics, error, primary } from '../../core/index.js'
import type { ConstantItem } from '../resolve/item.js'
import { poisoned } from '../values/value.js'
import type { AssemblySymbol } from './symbols.js'

/** Reports every constant on a cycle, given what each constant without a value waits for. */
export function reportCycles(
  waitsFor: ReadonlyMap<ConstantItem, AssemblySymbol>,
  diagnostics: Diagnostics,
): void {
  const itemOf = new Map<AssemblySymbol, ConstantItem>()
  for (const item of waitsFor.keys()) if (item.symbol !== undefined) itemOf.set(item.symbol, item)
  const visited = new Set<ConstantItem>()
  for (const start of waitsFor.keys()) {
    const path: ConstantItem[] = []
    const onPath = new Set<ConstantItem>()
    for (
      let item: ConstantItem | undefined = start;
      item !== undefined;
      item = itemOf.get(waitsFor.get(item)!)
    ) {
      if (onPath.has(item)) reportCycle(path.slice(path.indexOf(item)), diagnostics)
      if (visited.has(item)) break
      visited.add(item)
      onPath.add(item)
      path.push(item)
    }
  }
}

/** So many names of a cycle are shown. */
const SHOWN = 6

function reportCycle(cycle: readonly ConstantItem[], diagnostics: Diagnostics): void {
  cycle.forEach((item, index) => {
    const steps = Math.min(cycle.length, SHOWN)
    const names = Array.from({ length: steps }, (_, step) => cycle[(index + step) % cycle.length].node.name)
    const end = cycle.length > SHOWN ? '…' : item.node.name
    const { unit, start, nameEnd } = item.node
    const message = `the constant \`${item.node.name}\` did not converge: it is defined by itself`
    const notes = [[...names, end].join(' → ')]
    const labels = [primary({ file: unit.file, start, end: nameEnd })]
    diagnostics.add(error('did-not-converge', message, { labels, notes }))
    item.isDone = true
    if (item.symbol !== undefined) item.symbol.value = poisoned
  })
}
