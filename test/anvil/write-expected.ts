// Writes what the interpreter of the tests prints for the examples: node scripts/run-ts.mjs test/anvil/write-expected.ts
import { writeFileSync } from 'node:fs'
import { translate } from 'isaforge/languages/anvil'
import { EXAMPLES, exampleText, FOLDER } from './examples.js'
import { interpret } from './interpreter.js'

for (const name of EXAMPLES) {
  const { checked } = translate(name, exampleText(name))
  if (checked === undefined) throw new Error(`${name} has mistakes`)
  writeFileSync(`${FOLDER}/expected/${name}.txt`, interpret(checked, Number.MAX_SAFE_INTEGER).printed)
}
