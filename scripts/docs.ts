// Writes the pages that are generated from the descriptions; with `--check` it only says which ones are stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { MachineKit } from 'isaforge/core'
import { machineManual, renderMarkdown } from 'isaforge/core/manual'
import { MACHINES } from '../apps/cli/src/registry.js'

interface Page {
  /** From the root of the repository. */
  path: string
  text(): string
}

function manualOf(kit: MachineKit): Page {
  const origin = '<!-- Generated from the description of the machine by `npm run docs`; do not edit. -->'
  return {
    path: `docs/manual/${kit.machine.name}.md`,
    text: () => `${origin}\n\n${renderMarkdown(machineManual(kit))}`,
  }
}

function isStale({ path, text }: Page): boolean {
  return !existsSync(path) || readFileSync(path, 'utf8') !== text()
}

function write({ path, text }: Page): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text())
  console.log(`wrote ${path}`)
}

const kits = await Promise.all(Object.values(MACHINES).map(({ load }) => load()))
const pages: readonly Page[] = kits.map(manualOf)
const stale = pages.filter(isStale)
if (process.argv.includes('--check')) {
  for (const page of stale) console.error(`${page.path} is stale; run \`npm run docs\``)
  if (stale.length > 0) process.exitCode = 1
} else {
  stale.forEach(write)
}
