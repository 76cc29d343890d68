// Writes the pages that are generated from the descriptions; with `--check` it only says which ones are stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { textMateGrammar } from 'isaforge/assembly/sections'
import type { Machine, MachineKit, SourceLanguage } from 'isaforge/core'
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

/** Colours for editors, for machines whose language is not made of rules. */
function grammarOf({ machine, language }: MachineKit): readonly Page[] {
  if (language === undefined && machine.assembly.dialect !== 'sections') return []
  const grammar = language === undefined ? textMateGrammar(machine) : colouring(machine, language)
  const text = `${JSON.stringify(grammar, null, 2)}\n`
  return [{ path: `docs/textmate/${machine.name}.tmLanguage.json`, text: () => text }]
}

/** The grammar of a machine's own language. */
function colouring({ name, title, assembly }: Machine, { colours }: SourceLanguage): object {
  return {
    name: `${title} source`,
    scopeName: `source.${name}`,
    fileTypes: assembly.sourceExtensions.map((extension) => extension.slice(1)),
    patterns: colours.map(([scope, match]) => ({ name: `${scope}.${name}`, match })),
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
const pages: readonly Page[] = kits.flatMap((kit) => [manualOf(kit), ...grammarOf(kit)])
const stale = pages.filter(isStale)
if (process.argv.includes('--check')) {
  for (const page of stale) console.error(`${page.path} is stale; run \`npm run docs\``)
  if (stale.length > 0) process.exitCode = 1
} else {
  stale.forEach(write)
}
