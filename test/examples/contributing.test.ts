// The worked examples of CONTRIBUTING.md work: its code is taken from the page, bundled with the sources, and run.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import type { assemble } from 'isaforge/assembly'
import type { buildMachine } from 'isaforge/board'
import type { MachineKit } from 'isaforge/core'
import { ENGINE_NAMES } from 'isaforge/engines'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** What is bundled: both machines and the tools, all on the same copy of the sources. */
interface Bundle {
  readonly tallyKit: MachineKit
  readonly lrvmKit: MachineKit
  readonly assemble: typeof assemble
  readonly buildMachine: typeof buildMachine
}

const ENTRY = `
export { tallyKit } from './src/machines/tally/index.js'
export { lrvmKit } from './src/machines/lrvm/index.js'
export { assemble } from './src/assembly/index.js'
export { buildMachine } from './src/board/index.js'
`

const page = await readFile('CONTRIBUTING.md', 'utf8')
const blocks = [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, text]) => ({
  language,
  text,
}))

/** The files that the page shows in full, by path: each block's first line names its file. */
const files = new Map(
  blocks.flatMap(({ language, text }) => {
    const path = /^\/\/ (\S+)\n/.exec(text)?.[1]
    return language === 'ts' && path !== undefined ? [[resolve(path), text] as const] : []
  }),
)

/** The lines that a diff of the page adds to a file. */
function addedTo(path: string): string {
  const diff = blocks.find(({ language, text }) => language === 'diff' && text.includes(`+++ b/${path}\n`))
  const lines = diff?.text.split('\n').filter((line) => /^\+(?!\+\+)/.test(line)) ?? []
  return lines.map((line) => line.slice(1)).join('\n')
}

const ARITHMETIC = 'src/machines/lrvm/instructions/arithmetic.ts'

/** Makes the page's files and additions part of the sources. */
const fromPage: Plugin = {
  name: 'from-page',
  setup(builder) {
    builder.onResolve({ filter: /^\.{1,2}\// }, ({ path, importer, resolveDir }) => {
      // Files of the page are not on the disk, and neither is their folder.
      const from = files.has(importer) ? dirname(importer) : resolveDir
      const target = resolve(from, path.replace(/\.js$/, '.ts'))
      return files.has(target) || files.has(importer) ? { path: target } : undefined
    })
    builder.onLoad({ filter: /tally/ }, ({ path }) => ({ contents: files.get(path) ?? '', loader: 'ts' }))
    builder.onLoad({ filter: /lrvm.instructions.arithmetic\.ts$/ }, async ({ path }) => ({
      contents: `${await readFile(path, 'utf8')}\n${addedTo(ARITHMETIC)}`,
      loader: 'ts',
    }))
  },
}

let folder: string
let bundle: Bundle

beforeAll(async () => {
  await mkdir('node_modules/.cache', { recursive: true })
  folder = await mkdtemp('node_modules/.cache/contributing-')
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: process.cwd() },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    plugins: [fromPage],
  })
  const file = join(folder, 'bundle.mjs')
  await writeFile(file, outputFiles[0].contents)
  bundle = (await import(pathToFileURL(resolve(file)).href)) as Bundle
})

afterAll(() => rm(folder, { recursive: true, force: true }))

function run(kit: MachineKit, text: string, engine: (typeof ENGINE_NAMES)[number]) {
  const { image, diagnostics } = bundle.assemble({
    entry: 'program',
    files: () => text,
    machine: kit.machine,
  })
  expect(diagnostics).toEqual([])
  let output = ''
  const write = (shown: string): void => {
    output += shown
  }
  const options = { image: image ?? new Uint8Array(), engine, services: { write, now: () => 0n } }
  const { vm } = bundle.buildMachine(kit, options)
  const stop = vm.run(1000)
  return { vm, stop, output }
}

test.each(ENGINE_NAMES)('the machine of the page counts down on the %s engine', (engine) => {
  const program = blocks.find(({ text }) => text.startsWith('; countdown.tally'))
  const { stop, output } = run(bundle.tallyKit, program?.text ?? '', engine)
  expect(stop.kind).toBe('halted')
  expect(output).toBe('3\n2\n1\n')
})

test('the machine of the page traps on bytes that are no instruction', () => {
  const { stop } = run(bundle.tallyKit, '#d32 0', 'reference')
  expect(stop).toMatchObject({ kind: 'trap', trap: 'illegal-instruction', pc: 0n })
})

test.each(ENGINE_NAMES)('the instruction of the page negates a register on the %s engine', (engine) => {
  const { vm } = run(bundle.lrvmKit, 'cpy a0, 5\nneg a0\ncpy a1, af\nhalt', engine)
  expect(vm.register('a0')).toBe(2 ** 32 - 5)
  expect(Number(vm.register('a1')) & 0x40).not.toBe(0)
})
