import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SourceFile, type Span } from './source.js'
import { type SourceMap, SourceMapBuilder } from './source-map.js'
import { type SourceMapReading, sourceMapFromJson, sourceMapToJson } from './source-map-json.js'

const file = new SourceFile('main.asm', 'start:\n  add\n  jump start\n')
const included = new SourceFile('more.asm', '  halt\n')

function spanOf(word: string, source = file): Span {
  const start = source.text.indexOf(word)
  return { file: source, start, end: start + word.length }
}

/** Two instructions with a label in the main file and one in an included file. */
function example(): SourceMap {
  const builder = new SourceMapBuilder()
  builder.add(0x104, 4, spanOf('jump start'))
  builder.add(0x100, 0, spanOf('start:'))
  builder.add(0x100, 4, spanOf('add'))
  builder.add(0x200, 2, spanOf('halt', included))
  return builder.build()
}

describe('an address', () => {
  test('belongs to the source whose bytes are there', () => {
    const map = example()
    expect(map.at(0x100)).toEqual(spanOf('add'))
    expect(map.at(0x103)).toEqual(spanOf('add'))
    expect(map.at(0x104)).toEqual(spanOf('jump start'))
    expect(map.at(0x201)).toEqual(spanOf('halt', included))
  })

  test('without bytes belongs to no source', () => {
    expect([0, 0xff, 0x108, 0x202].map((address) => example().at(address))).toEqual(Array(4).fill(undefined))
  })

  test('belongs to the entry that begins last when entries overlap', () => {
    const entry = fc.tuple(fc.nat(30), fc.nat(12))
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), fc.nat(45), (entries, address) => {
        const builder = new SourceMapBuilder()
        for (const [index, [start, length]] of entries.entries()) {
          builder.add(start, length, { file, start: index, end: index })
        }
        const covering = entries
          .map(([start, length], index) => ({ start, length, index }))
          .filter(({ start, length }) => start <= address && address < start + length)
          .sort((a, b) => a.start - b.start || a.index - b.index)
        expect(builder.build().at(address)?.start).toBe(covering.at(-1)?.index)
      }),
    )
  })

  test('is found within a few microseconds among a million entries', () => {
    const builder = new SourceMapBuilder()
    builder.add(0, 4_000_000, spanOf('start:'))
    for (let index = 0; index < 1_000_000; index++)
      builder.add(index * 4, 2, { file, start: index, end: index + 1 })
    const map = builder.build()
    const began = process.cpuUsage()
    for (let address = 3; address < 400_000; address += 4) expect(map.at(address)?.start).toBe(0)
    expect(process.cpuUsage(began).user).toBeLessThan(20_000_000)
  })
})

describe('a line', () => {
  test('has the addresses of what begins on it, labels included', () => {
    const map = example()
    expect([1, 2, 3, 4].map((line) => map.addressesOfLine(file, line))).toEqual([
      [0x100],
      [0x100],
      [0x104],
      [],
    ])
    expect(map.addressesOfLine(included, 1)).toEqual([0x200])
  })

  test('of a file that the map does not know has none', () => {
    expect(example().addressesOfLine(new SourceFile('other', 'x'), 1)).toEqual([])
  })

  test('that was assembled several times has all its addresses in order', () => {
    const builder = new SourceMapBuilder()
    for (const address of [8, 0, 4]) builder.add(address, 4, spanOf('add'))
    expect(builder.build().addressesOfLine(file, 2)).toEqual([0, 4, 8])
  })
})

test.each([-1, 0.5, Number.NaN, 2 ** 60])('%d as an address is a bug of the caller', (address) => {
  expect(() => new SourceMapBuilder().add(address, 1, spanOf('add'))).toThrow(RangeError)
})

describe('a source map as JSON', () => {
  const open = (name: string): SourceFile | undefined =>
    [file, included].find((source) => source.name === name)
  const json = (): Record<string, unknown> => JSON.parse(JSON.stringify(sourceMapToJson(example())))

  test('reads back the same', () => {
    const reading = sourceMapFromJson(json(), open)
    expect('map' in reading && reading.map.table).toEqual(example().table)
  })

  test.each([
    ['of another version', { ...json(), version: 2 }, 'source-map/version'],
    ['that is something else', 'hello', 'source-map/version'],
    ['with a column missing', { ...json(), starts: undefined }, 'source-map/damaged'],
    ['with a short column', { ...json(), starts: [1] }, 'source-map/damaged'],
    ['out of order', { ...json(), addresses: [5, 4, 3, 2] }, 'source-map/damaged'],
    ['with an unknown file', { ...json(), fileIndexes: [0, 0, 0, 9] }, 'source-map/damaged'],
    ['with a negative offset', { ...json(), starts: [-1, 0, 0, 0] }, 'source-map/damaged'],
  ])('%s is refused', (_what, damaged, code) => {
    expect(codeOf(sourceMapFromJson(damaged, open))).toBe(code)
  })

  test('is refused when a source is gone or has changed', () => {
    expect(codeOf(sourceMapFromJson(json(), () => undefined))).toBe('source-map/missing-source')
    const edited = (name: string): SourceFile => new SourceFile(name, `${file.text};`)
    expect(codeOf(sourceMapFromJson(json(), edited))).toBe('source-map/stale')
  })
})

function codeOf(reading: SourceMapReading): string | undefined {
  return 'problem' in reading ? reading.problem.code : undefined
}
