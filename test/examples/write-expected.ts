// Writes the expected output of the examples that have a model: node scripts/run-ts.mjs test/examples/write-expected.ts
import { writeFileSync } from 'node:fs'
import { MODELS } from './models.js'

for (const [name, model] of Object.entries(MODELS)) {
  writeFileSync(`examples/lrvm/expected/${name}.txt`, model())
}
