// Holds the registry against the machines' own descriptions.

import { describe, expect, test } from 'vitest'
import { MACHINES } from './registry.js'

describe.each(Object.entries(MACHINES))('%s', (name, { extensions, sharedExtensions = [], load }) => {
  test('is registered under its own name and with its own extensions', async () => {
    const { machine } = await load()
    expect(machine.name).toBe(name)
    const { sourceExtensions, imageExtensions } = machine.assembly
    expect([...extensions, ...sharedExtensions].sort()).toEqual(
      [...sourceExtensions, ...imageExtensions].sort(),
    )
  })
})
