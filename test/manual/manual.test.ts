// The manual of a machine that knows its components: kits are taken as they are, whatever their components' facts.
import { machineManual, machinePage, renderText } from 'isaforge/core/manual'
import { lrvm, lrvmKit } from 'isaforge/machines/lrvm'
import { uvmKit } from 'isaforge/machines/uvm'
import { expect, test } from 'vitest'

const text = (page: ReturnType<typeof machinePage>) =>
  renderText(page, { width: 100, emphasise: (heading) => heading })

test('the page of a machine lists its registers and its components', () => {
  const page = text(machinePage(lrvmKit))
  for (const name of ['smt', ...Object.keys(lrvmKit.components)]) expect(page).toContain(name)
})

test('the manual has a page for every instruction', () => {
  const manual = text(machineManual(lrvmKit))
  for (const { summary } of lrvm.instructions) expect(manual.replaceAll(/\s+/g, ' ')).toContain(summary)
})

test('a register that is the outcome of an operation is shown with its formula, one with flags by their names', () => {
  expect(text(machineManual(uvmKit))).toContain('cf ← if a <s b then -1 else if a = b then 0 else 1')
  expect(text(machineManual(lrvmKit))).toContain('af ← flags(result: sum')
})
