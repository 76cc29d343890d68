// Stack-VM in all its variants as targets, and a machine that executes the same programs in pieces as their twin.
import { CAPACITY, type StackVmOptions, stackVmKitFor, WORD_BYTES } from 'isaforge/machines/stackvm'
import type { Random } from './random.js'
import { stackVmDialect, stackVmSoup } from './stackvm-dialect.js'
import { piecesTwin } from './stackvm-pieces.js'
import type { FuzzTarget, Settled } from './target.js'
import type { Terrain } from './terrain.js'

/** Values on the stack already, often nearly as many as fit, and what lies above them. */
function settle(random: Random, { own: [stack] }: Terrain): Settled {
  const depth = random.weighted<() => number>([
    [6, () => 0],
    [2, () => CAPACITY - random.below(12)],
    [1, () => random.below(CAPACITY + 1)],
    [0.3, () => random.word() | 0],
  ])()
  const bytes = random.chance(0.5) ? random.bytes(WORD_BYTES * CAPACITY) : new Uint8Array()
  return { registers: { depth }, data: [{ address: 0n, bytes, space: stack.space }] }
}

const program = (words: number) => [{ type: 'program', bytes: WORD_BYTES * words }]

function target(options: StackVmOptions): FuzzTarget {
  return {
    kit: stackVmKitFor(options),
    boards: [program(20), program(200), program(1200)],
    settle,
    dialect: stackVmDialect,
    soup: stackVmSoup,
    often: ['push'],
    twin: piecesTwin(options),
    depth: (vm) => Number(vm.register('depth')),
  }
}

const BOTH = [false, true]
const VARIANTS: readonly StackVmOptions[] = (['extended', 'reference'] as const).flatMap((dialect) =>
  BOTH.flatMap((isChecked) => BOTH.map((isStrict) => ({ dialect, isChecked, isStrict }))),
)

function nameOf({ dialect, isChecked, isStrict }: StackVmOptions): string {
  const words = [dialect === 'reference' && dialect, isChecked && 'checked', isStrict && 'strict']
  return ['stackvm', ...words.filter((word) => word !== false)].join('-')
}

/** By name; the one with the default options is `stackvm`. */
export const stackVmTargets: Readonly<Record<string, FuzzTarget>> = Object.fromEntries(
  VARIANTS.map((options) => [nameOf(options), target(options)]),
)
