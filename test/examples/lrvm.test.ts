// The LRVM examples assemble without a diagnostic and do, on every engine, what is written down beside them.
import { readdirSync, readFileSync } from 'node:fs'
import { buildMachine } from 'isaforge/board'
import { ENGINE_NAMES } from 'isaforge/engines'
import { lrvmKit } from 'isaforge/machines/lrvm'
import { describe, expect, test } from 'vitest'
import { assembleFile } from '../../bench/assemble.js'
import { MODELS } from './models.js'

const FOLDER = 'examples/lrvm'
/** More than any example needs. */
const FUEL = 2_000_000

const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.lasm'))
  .map((file) => file.slice(0, -'.lasm'.length))

const expected = (name: string): string => readFileSync(`${FOLDER}/expected/${name}.txt`, 'utf8')

describe.each(names)('%s', (name) => {
  test.each(ENGINE_NAMES)('prints the expected output and halts on the %s engine', (engine) => {
    let output = ''
    const services = {
      write: (text: string) => {
        output += text
      },
      now: () => 0n,
    }
    const image = assembleFile(`${FOLDER}/${name}.lasm`)
    const { vm } = buildMachine(lrvmKit, { image, engine, services })
    const stop = vm.run(FUEL)
    expect(output).toBe(expected(name))
    expect(stop.kind).toBe('halted')
  })
})

test.each(Object.entries(MODELS))('the expected output of %s is what its model computes', (name, model) => {
  expect(expected(name)).toBe(model())
})

test('every expected output belongs to an example', () => {
  expect(readdirSync(`${FOLDER}/expected`).sort()).toEqual(names.map((name) => `${name}.txt`).sort())
})
