// Which parts of the code may import which: the one place where the layers of the architecture are written down.
import type { SourceFacts } from './source-facts.js'

/** For each layer of `src` the other layers that it may import. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  machines: ['core'],
  languages: ['core'],
  assembly: ['core'],
  engines: ['core'],
  board: ['core', 'engines'],
  host: ['core', 'engines', 'board'],
  debug: ['core', 'assembly', 'engines', 'board'],
  language: ['core', 'assembly', 'engines', 'board'],
  index: ['core', 'assembly', 'engines', 'board', 'debug', 'language'],
}

/** A machine's unit tests run and print its instructions; what is shipped does not depend on them. */
const ALLOWED_IN_MACHINE_TESTS = ['core', 'assembly', 'engines', 'board']

const TEST_PACKAGES = ['vitest', 'fast-check']

export const layers = Object.keys(ALLOWED)

/** Layers that run unchanged in a browser. */
export const portableLayers = ['core', 'machines', 'languages', 'assembly', 'engines', 'board']

/** The layer that a file of `src` is in, or `apps/NAME`; undefined for packages and files outside of both. */
export function layerOf(path: string): string | undefined {
  if (path === 'src/index.ts') return 'index'
  return /^src\/(\w+)\//.exec(path)?.[1] ?? /^apps\/[\w-]+(?=\/)/.exec(path)?.[0]
}

/** What a file imports although it may not, as sentences. */
export function forbiddenImports({ path, imports }: SourceFacts): string[] {
  return imports.flatMap((imported) => {
    const reason = whyForbidden(path, imported)
    return reason === undefined ? [] : [`${path} imports ${imported}: ${reason}`]
  })
}

function whyForbidden(path: string, imported: string): string | undefined {
  const from = layerOf(path)!
  const to = layerOf(imported)
  if (to === undefined) return whyPackageForbidden(path, from, imported)
  if (from.startsWith('apps/')) return to.startsWith('apps/') && to !== from ? denied(from, to) : undefined
  if (from === 'machines' && to === 'machines') {
    const [machine, other] = [machineOf(path), machineOf(imported)]
    return machine === other ? undefined : denied(`machine ${machine}`, `machine ${other}`)
  }
  return from === to || mayImport(path, from).includes(to) ? undefined : denied(from, to)
}

function mayImport(path: string, layer: string): readonly string[] {
  return layer === 'machines' && isTest(path) ? ALLOWED_IN_MACHINE_TESTS : (ALLOWED[layer] ?? [])
}

/** The library depends on no package; only its Node side and tests use Node's modules. */
function whyPackageForbidden(path: string, from: string, imported: string): string | undefined {
  if (from.startsWith('apps/')) return undefined
  if (imported.startsWith('node:') && (from === 'host' || isTest(path))) return undefined
  if (TEST_PACKAGES.includes(imported) && isTest(path)) return undefined
  return `${from} may not import a package or a file outside of src`
}

function denied(from: string, to: string): string {
  return `${from} may not import ${to}`
}

function machineOf(path: string): string {
  return path.split('/')[2]
}

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts')
}
