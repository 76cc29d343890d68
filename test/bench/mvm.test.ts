// MVM's benchmark programs begin alike on the engines that are measured.
import { expect, test } from 'vitest'
import { MVM_PROGRAMS, runMvm } from '../../bench/mvm.js'

test.each(MVM_PROGRAMS)('$name runs on the measured engines', (program) => {
  const fuel = 20_000
  for (const engine of ['interpreter', 'jit'] as const)
    expect(runMvm(program, engine, { warmUp: 0 }, fuel).instructions).toBe(fuel)
})
