// What comparisons leave in cf, at every stop and on every engine.

import { expect, test } from 'vitest'
import { buildMachine } from '../../../board/index.js'
import { ENGINE_NAMES } from '../../../engines/index.js'
import { assembleText, stackOf, uvmKit } from '../index.js'

/** Comparisons, and what cf is behind them. */
const CASES = [
  ['ipush 3', 'ipush 3', 'icmp', 0],
  ['ipush -3', 'ipush 3', 'icmp', -1],
  ['ipush 3', 'ipush -3', 'icmp', 1],
  ['fpush 0.0', 'fpush -0.0', 'fcmp', 0],
  ['fpush -1.5', 'fpush -1.25', 'fcmp', -1],
  ['fpush inf', 'fpush 1.0', 'fcmp', 1],
  ['fpush nan', 'fpush nan', 'fcmp', 2],
] as const

const PROGRAM = CASES.map(([a, b, compare]) => `${a}\n${b}\n${compare}\niloadcf`).join('\n')

test.each(ENGINE_NAMES)('on the %s engine cf is exact at every stop, and iloadcf pushes it', (engine) => {
  const { image = new Uint8Array() } = assembleText('compare.uasm', `${PROGRAM}\nhalt`)
  const services = { write: () => undefined, now: () => 0n }
  const { vm } = buildMachine(uvmKit, { image, services, engine })
  let before = 0
  for (const [, , , outcome] of CASES) {
    vm.run(2)
    expect(vm.register('cf')).toBe(before >>> 0)
    vm.run(1)
    expect(vm.register('cf')).toBe(outcome >>> 0)
    vm.run(1)
    expect(stackOf(vm).at(-1)).toBe(outcome)
    before = outcome
  }
})
