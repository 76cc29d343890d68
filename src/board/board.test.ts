// Boards: which component answers, what resets do, what devices may see and keep.

import { describe, expect, test } from 'vitest'
import {
  type Component,
  type Device,
  type PlannedComponent,
  planBoard,
  Refusal,
  space,
} from '../core/index.js'
import { Board } from './board.js'

const memorySpace = space('memory', 'i32', { order: 'big', wordBytes: 4 })

/** Counts the words written to it and adds the clock when it is read. */
const counter: Device<{ words: number; startedAt: string }> = {
  name: 'Counter',
  summary: 'Counts',
  bytes: 8,
  reset: (host) => ({ words: 0, startedAt: `${host.now()}` }),
  read: (state, address, host) => (address === 4 ? new Refusal(7) : state.words + Number(host.now())),
  write: (state, address, word, host) => {
    if (word === 13) return new Refusal(99)
    state.words++
    host.write(`${address}:${word} `)
    return undefined
  },
}

const device: Component = {
  name: 'Counter',
  behaviour: { kind: 'device', device: counter as Device },
  facts: null,
}
const memory = (bytes: number, changes: object = {}): Component => ({
  name: 'Memory',
  behaviour: {
    kind: 'memory',
    memory: { bytes, writable: true, contents: Uint8Array.of(1, 2), clearedByReset: true, ...changes },
  },
  facts: null,
})
const rom = memory(8, { writable: false, clearedByReset: false, storeRefusal: 0x31 })

function boardOf(components: readonly Component[], unmapped: readonly number[] = []) {
  const written: string[] = []
  let now = 100n
  const fills: unknown[] = []
  const plan: PlannedComponent[] = components.map((component, index) => ({
    component,
    mapped: !unmapped.includes(index),
  }))
  const board = new Board(plan, memorySpace, { write: (text) => void written.push(text), now: () => now++ })
  board.connect({
    fill: (...given) => void fills.push(given),
    read: () => undefined,
    write: () => false,
  })
  return { board, written, fills }
}

describe('a board', () => {
  test('gives its memories as regions, in mapped order, and devices not', () => {
    const { board } = boardOf([rom, device, memory(16), memory(4)], [3])
    expect(board.regions()).toEqual([
      { space: memorySpace, start: 0n, bytes: 8, writable: false },
      { space: memorySpace, start: 16n, bytes: 16, writable: true },
    ])
    expect(board.placement(1)).toMatchObject({ start: 8n, last: 15n })
    expect(board.placement(3)).toBeUndefined()
  })

  test('says of each component that was to be mapped how that went', () => {
    const { board } = boardOf([memory(8), memory(6), device], [0])
    expect(board.results).toMatchObject([
      { component: 1, result: { kind: 'UnalignedBusSize' } },
      { component: 2, result: { start: 0n } },
    ])
  })

  test('passes accesses on with addresses relative to the device', () => {
    const { board, written } = boardOf([rom, device])
    expect(board.write(8, 5)).toBeUndefined()
    expect(board.write(12, 6)).toBeUndefined()
    expect(written).toEqual(['0:5 ', '4:6 '])
    expect(board.read(8)).toBe(2 + 101)
  })

  test('passes refusals on', () => {
    const { board } = boardOf([rom, device])
    expect(board.read(12)).toEqual(new Refusal(7))
    expect(board.write(8, 13)).toEqual(new Refusal(99))
  })

  test('refuses stores to read-only memory with its own code', () => {
    expect(boardOf([rom]).board.write(4, 1)).toEqual(new Refusal(0x31))
  })

  test('reads 0 and ignores writes where nothing is mapped', () => {
    const { board, written } = boardOf([rom, device])
    expect(board.read(16)).toBe(0)
    expect(board.read(-4)).toBe(0)
    expect(board.write(0xfffffffc, 1)).toBeUndefined()
    expect(written).toEqual([])
  })

  test('writes the contents of its mapped memories into the zeroed memory of a new machine', () => {
    expect(boardOf([rom, device, memory(12), memory(4)], [3]).fills).toEqual([
      [0n, 2, Uint8Array.of(1, 2)],
      [16n, 2, Uint8Array.of(1, 2)],
    ])
  })

  test('returns a device and erasable memory to their initial state, and keeps a ROM', () => {
    const { board, fills } = boardOf([rom, device, memory(12)])
    board.write(8, 1)
    fills.length = 0
    board.resetAll()
    expect(fills).toEqual([[16n, 12, Uint8Array.of(1, 2)]])
    expect(board.save()).toEqual([undefined, { words: 0, startedAt: '101' }, undefined])
  })

  test('resets one component alone', () => {
    const { board } = boardOf([device, device])
    board.write(0, 1)
    board.write(8, 1)
    board.reset(0)
    expect(board.save()).toMatchObject([{ words: 0 }, { words: 1 }])
  })
})

describe('device states', () => {
  test('are saved as copies and come back', () => {
    const { board } = boardOf([device])
    board.write(0, 1)
    const saved = board.save()
    board.write(0, 1)
    expect(saved).toMatchObject([{ words: 1 }])
    board.restore(saved)
    board.write(0, 1)
    expect(board.save()).toMatchObject([{ words: 2 }])
    expect(saved).toMatchObject([{ words: 1 }])
  })

  test('survive JSON', () => {
    const { board } = boardOf([device])
    board.write(0, 1)
    const saved: unknown = JSON.parse(JSON.stringify(board.save()))
    board.write(0, 1)
    board.restore(saved)
    expect(board.save()).toMatchObject([{ words: 1 }])
  })

  test.each([null, undefined, 5, {}, [], [1, 2]])('of another board, such as %s, are refused', (saved) => {
    expect(() => boardOf([device]).board.restore(saved)).toThrow(
      'the saved device states do not belong to this board',
    )
  })
})

describe('planning a board', () => {
  const kit = {
    machine: { name: 'm' },
    components: {
      ram: { summary: '', sized: true, make: (_: number, bytes: number) => memory(bytes) },
      counter: { summary: '', sized: false, make: () => device },
    },
  } as unknown as Parameters<typeof planBoard>[0]
  const plan = (...entries: Parameters<typeof planBoard>[1]) => planBoard(kit, entries, new Uint8Array(20))

  test('makes the components in order, with the size of the image where that is asked for', () => {
    const planned = plan({ type: 'ram', bytes: 'image' }, { type: 'counter', mapped: false })
    expect(planned.map(({ mapped }) => mapped)).toEqual([true, false])
    expect(planned[0].component.behaviour).toMatchObject({ memory: { bytes: 20 } })
  })

  test.each([
    [{ type: 'clock' }, 'm has no component type clock'],
    [{ type: '__proto__' }, 'm has no component type __proto__'],
    [{ type: 'toString' }, 'm has no component type toString'],
    [{ type: 'ram' }, 'component ram needs a size in bytes'],
    [{ type: 'counter', bytes: 4 }, 'component counter has a fixed size'],
  ])('refuses %j', (entry, message) => {
    expect(() => plan(entry)).toThrow(RangeError)
    expect(() => plan(entry)).toThrow(message)
  })
})

describe('memories side by side', () => {
  const plan = [memory(8), memory(8)].map((component) => ({ component, mapped: true }))
  const services = { write: () => undefined, now: () => 0n }

  test('are one region where accesses can lie across their border', () => {
    const bytes = space('bytes', 'i64', { order: 'big' })
    expect(new Board(plan, bytes, services).regions()).toEqual([
      { space: bytes, start: 0n, bytes: 16, writable: true },
    ])
  })

  test('stay apart where accesses are whole words', () => {
    expect(new Board(plan, memorySpace, services).regions()).toHaveLength(2)
  })
})

describe('what host functions keep', () => {
  const kept = () => {
    let count = 0
    return {
      count: () => ++count,
      reset: () => {
        count = 0
      },
      save: () => count,
      restore: (saved: unknown) => {
        if (typeof saved !== 'number') throw new RangeError('not a number')
        count = saved
      },
    }
  }

  test('is saved, restored and reset with the board', () => {
    const { board } = boardOf([device])
    const state = board.keep(kept())
    state.count()
    const saved = board.save()
    state.count()
    board.restore(saved)
    expect(state.count()).toBe(2)
    board.resetAll()
    expect(state.count()).toBe(1)
  })

  test('may refuse a restoration, which then changes nothing', () => {
    const { board } = boardOf([device])
    board.keep(kept())
    const [states] = board.save() as unknown[]
    expect(() => board.restore([states, 'none'])).toThrow(RangeError)
    expect(() => board.restore([states])).toThrow(RangeError)
  })
})
