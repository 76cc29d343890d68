// Prints `N passed, M failed` from vitest's JSON report: node scripts/test-summary.mjs REPORT
// Fails when a test failed, when none ran, and in CI when one was skipped.
import { readFileSync } from 'node:fs'

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    console.error(`no test report: ${error.message}`)
    return { testResults: [] }
  }
}

const files = readReport(process.argv[2]).testResults
const tests = files.flatMap((file) => file.assertionResults)
const passed = tests.filter((test) => test.status === 'passed')
const failed = tests.filter((test) => test.status === 'failed')
const skipped = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed')
// A file that cannot even be loaded has no failed test in it, but is a failure all the same.
const broken = files.filter(
  (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
)
const skipsAreFailures = process.env.CI === 'true' && skipped.length > 0

for (const test of failed) console.error(`failed: ${test.fullName}`)
for (const file of broken) console.error(`failed to load: ${file.name}`)
for (const test of skipped) console.error(`skipped: ${test.fullName}`)
if (skipsAreFailures) console.error('tests may not be skipped in CI')
if (tests.length === 0) console.error('no test ran')

const failures = failed.length + broken.length
console.log(`${passed.length} passed, ${failures} failed`)
if (failures > 0 || tests.length === 0 || skipsAreFailures) process.exitCode = 1
