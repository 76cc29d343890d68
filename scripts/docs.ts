// Writes the pages that are generated from the descriptions; with `--check` it only says which ones are stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { textMateGrammar } from 'isaforge/assembly/sections'
import type { MachineKit, SourceLanguage } from 'isaforge/core'
import { machineManual, renderMarkdown } from 'isaforge/core/manual'
import { colours, EXTENSION } from 'isaforge/languages/anvil'
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
function grammarsOf({ machine, language }: MachineKit): readonly Page[] {
  const { name, title, assembly } = machine
  if (language !== undefined)
    return [
      grammarPage(name, colouring(name, `${title} source`, assembly.sourceExtensions, language.colours)),
    ]
  return assembly.dialect === 'sections' ? [grammarPage(name, textMateGrammar(machine))] : []
}

const grammarPage = (name: string, grammar: object): Page => ({
  path: `docs/textmate/${name}.tmLanguage.json`,
  text: () => `${JSON.stringify(grammar, null, 2)}\n`,
})

/** The grammar of a language that is described by its colours. */
function colouring(
  name: string,
  title: string,
  extensions: readonly string[],
  colours: SourceLanguage['colours'],
): object {
  return {
    name: title,
    scopeName: `source.${name}`,
    fileTypes: extensions.map((extension) => extension.slice(1)),
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
const pages: readonly Page[] = [
  ...kits.flatMap((kit) => [manualOf(kit), ...grammarsOf(kit)]),
  grammarPage('anvil', colouring('anvil', 'Anvil', [EXTENSION], colours)),
]
const stale = pages.filter(isStale)
if (process.argv.includes('--check')) {
  for (const page of stale) console.error(`${page.path} is stale; run \`npm run docs\``)
  if (stale.length > 0) process.exitCode = 1
} else {
  stale.forEach(write)
}
