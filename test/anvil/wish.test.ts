// The last wish on the list of the uVM document: a compiler from a high-level language.
import { ENGINE_NAMES } from 'isaforge/engines'
import { expect, test } from 'vitest'
import { compiled, run } from './machine.js'

const PROGRAM = `
fn power(base: int, exponent: int) -> int {
  if exponent == 0 { return 1 }
  return base * power(base, exponent - 1)
}

print power(3, 7)
`

test.each(ENGINE_NAMES)(
  'the wish list of uVM: a high-level language is compiled to bytecode, which runs on %s',
  (engine) => {
    expect(run(compiled(PROGRAM), engine).printed).toBe('2187\n')
  },
)
