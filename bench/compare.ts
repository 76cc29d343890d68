// Compares two runs of the benchmarks: npm run bench:compare OLD.json NEW.json
import { environmentDifferences, readComparison } from './comparison.js'

const [oldFile, newFile, ...rest] = process.argv.slice(2)
if (oldFile === undefined || newFile === undefined || rest.length > 0) {
  console.error('usage: npm run bench:compare OLD.json NEW.json')
  process.exitCode = 2
} else {
  try {
    const { before, after, text } = readComparison(oldFile, newFile)
    for (const difference of environmentDifferences(before, after)) console.error(difference)
    console.log(text)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
