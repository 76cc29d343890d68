// Writes the pages that are generated from the descriptions; with `--check` it only says which ones are stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

interface Page {
  /** From the root of the repository. */
  path: string
  text(): string
}

const pages: readonly Page[] = []

function isStale({ path, text }: Page): boolean {
  return !existsSync(path) || readFileSync(path, 'utf8') !== text()
}

function write({ path, text }: Page): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text())
  console.log(`wrote ${path}`)
}

const stale = pages.filter(isStale)
if (process.argv.includes('--check')) {
  for (const page of stale) console.error(`${page.path} is stale; run \`npm run docs\``)
  if (stale.length > 0) process.exitCode = 1
} else {
  stale.forEach(write)
}
