// Holds the imports of the whole repository against the layers of the architecture.
import { describe, expect, test } from 'vitest'
import { forbiddenImports, isTest, layerOf, layers, portableLayers } from './layering/layers.js'
import { factsOf, readFacts } from './layering/source-facts.js'

const library = readFacts('src')
const apps = readFacts('apps')

describe('in the library', () => {
  test.each(layers)('%s imports only what it may', (layer) => {
    const files = library.filter(({ path }) => layerOf(path) === layer)
    expect(files.flatMap(forbiddenImports)).toEqual([])
  })

  test('every file belongs to a layer', () => {
    const strays = library.filter(
      ({ path }) => !layers.includes(layerOf(path) ?? '') && !path.endsWith('.d.ts'),
    )
    expect(strays.map(({ path }) => path)).toEqual([])
  })

  test.each(['process', 'Buffer', 'document', 'window', 'require'])(
    'nothing that has to run in a browser and in Node uses %s',
    (name) => {
      const portable = library.filter(
        ({ path }) => portableLayers.includes(layerOf(path) ?? '') && !isTest(path),
      )
      const users = portable.filter(({ names }) => names.has(name))
      expect(users.map(({ path }) => `${path} uses ${name}`)).toEqual([])
    },
  )
})

test('apps import the library and packages, but not each other', () => {
  expect(apps.flatMap(forbiddenImports)).toEqual([])
})

test('apps name the library by its package name', () => {
  const strays = apps.flatMap(({ path, relativeImports }) =>
    relativeImports
      .filter((imported) => !imported.startsWith('apps/'))
      .map((imported) => `${path} imports ${imported}`),
  )
  expect(strays).toEqual([])
})

describe('the rules find', () => {
  test.each([
    ['src/core/a.ts', "import { x } from '../engines/index.js'", 'core may not import engines'],
    ['src/core/a.ts', "import 'node:fs'", 'core may not import a package or a file outside of src'],
    ['src/engines/a.ts', "export * from '../machines/lrvm/index.js'", 'engines may not import machines'],
    [
      'src/engines/a.test.ts',
      "import type { X } from '../machines/mvm/index.js'",
      'engines may not import machines',
    ],
    [
      'src/machines/mvm/a.ts',
      "const x = await import('../lrvm/a.js')",
      'machine mvm may not import machine lrvm',
    ],
    ['src/machines/mvm/a.ts', "let x: import('../../engines/a.js').X", 'machines may not import engines'],
    ['src/index.ts', "export * from './machines/mvm/index.js'", 'index may not import machines'],
    ['src/core/a.ts', "import 'isaforge/board'", 'core may not import board'],
    ['src/core/a.ts', "import '../../apps/cli/src/main.js'", 'core may not import apps/cli'],
    ['apps/cli/src/a.ts', "import '../../playground/src/a.js'", 'apps/cli may not import apps/playground'],
  ])('in %s: %s', (path, text, reason) => {
    const facts = factsOf(path, text)
    expect(forbiddenImports(facts)).toEqual([`${path} imports ${facts.imports[0]}: ${reason}`])
  })

  test('no fault in what is allowed or only looks like an import', () => {
    const text = `
      // import 'node:fs'
      import { a } from '../../core/index.js'
      import { b } from './b.js'
      const text = "import 'node:fs'; process.exit()"
      const state = { process: a.process }
    `
    const facts = factsOf('src/machines/lrvm/a.ts', text)
    expect(forbiddenImports(facts)).toEqual([])
    expect(facts.names).not.toContain('process')
  })
})
