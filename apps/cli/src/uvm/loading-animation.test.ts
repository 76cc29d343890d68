// The loading animation of the command uvm.

import { expect, test } from 'vitest'
import { LoadingAnimation } from './loading-animation.js'

/** An animation with a clock that stands still until it is set. */
function animation() {
  const clock = { milliseconds: 1000 }
  const written: string[] = []
  const shown = new LoadingAnimation(
    (text) => written.push(text),
    () => clock.milliseconds,
  )
  return { clock, written, shown }
}

test('the ASCII loading animation begins after 200 ms and goes on every 100 ms', () => {
  const { clock, written, shown } = animation()
  for (let passed = 0; passed <= 750; passed += 50) {
    clock.milliseconds = 1000 + passed
    shown.tick()
  }
  expect(written).toEqual(['\r[    ]', '\r[=   ]', '\r[==  ]', '\r[=== ]', '\r[====]', '\r[    ]'])
})

test('the loading animation leaves nothing behind', () => {
  const { clock, written, shown } = animation()
  shown.erase()
  expect(written).toEqual([])
  clock.milliseconds += 200
  shown.tick()
  shown.erase()
  shown.erase()
  expect(written).toEqual(['\r[    ]', '\r      \r'])
})
