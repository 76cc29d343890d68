// The operand stacks of a machine as regions keep them: words in locals, found by their distance from the depth at the entry.
//
// While a region runs, the depth at its entry (the base) does not change. The registers that point into the stack, depth and
// floor, are distances from the base that are known at every instruction: anchors. So is the place of every word.

import {
  type Machine,
  type OperandStack,
  type Register,
  type RegisterFile,
  type RegisterType,
  registerFile,
  TemporaryValue,
  visitStatements,
} from '../../core/index.js'
import type { Placement } from '../state.js'

/** log2 of the words around the base that can be kept. */
const WORDS_BITS = 8
/** Distances of those words: from here, up to but not including the negative of it. */
export const FIRST_WORD = -(1 << (WORDS_BITS - 1))

/** A register that points into a stack, and its number among all of the machine's. */
export interface Anchor {
  readonly number: number
  readonly register: Register<'i32'>
}

/** An operand stack as regions keep it. */
export interface KeptStack {
  /** Its position among the machine's stacks. */
  readonly place: number
  readonly stack: OperandStack
  /** A pseudo-register for each word that can be kept; codes are distances modulo their number. */
  readonly words: RegisterFile
  readonly depth: Anchor
  readonly floor: Anchor | undefined
  /** Both of them, as far as there are any. */
  readonly anchors: readonly Anchor[]
  /** Stands for the base in values. */
  readonly base: TemporaryValue<'i32'>
}

/** Where a kept stack lies in memory. */
export interface StackMemory {
  readonly offset: number
  /** How many words there are. */
  readonly words: number
}

/** The distance that a code of `KeptStack.words` means. */
export const distanceOf = (code: number): number => (code << (32 - WORDS_BITS)) >> (32 - WORDS_BITS)

/** The code of a distance; undefined if words there are not kept. */
export const codeOf = (distance: number): number | undefined =>
  distance < FIRST_WORD || distance >= -FIRST_WORD ? undefined : distance & ((1 << WORDS_BITS) - 1)

const byMachine = new WeakMap<Machine, readonly KeptStack[]>()
const keepable = new WeakMap<Machine, boolean>()

/** The stacks of a machine, shared by all its regions. */
export function keptStacks(machine: Machine): readonly KeptStack[] {
  const found = byMachine.get(machine)
  if (found !== undefined) return found
  let anchors = 0
  const anchor = (register: Register<'i32'>): Anchor => ({ number: anchors++, register })
  const made = machine.stacks.map((stack, place): KeptStack => {
    const { depth, floor, name, word } = stack.definition
    const [top, bottom] = [anchor(depth), floor && anchor(floor)]
    const names = Array.from({ length: 1 << WORDS_BITS }, (_, code) => `${name} ${distanceOf(code)}`)
    return {
      place,
      stack,
      words: registerFile(`words of ${name} in regions`, word as RegisterType, names),
      depth: top,
      floor: bottom,
      anchors: bottom === undefined ? [top] : [top, bottom],
      base: new TemporaryValue('i32', `base of ${name}`),
    }
  })
  byMachine.set(machine, made)
  return made
}

/** The stack of which a register file has the words, if it has those of any. */
export const stackOf = (machine: Machine, file: RegisterFile): KeptStack | undefined =>
  keptStacks(machine).find(({ words }) => words === file)

/** Where all stacks of a machine lie; undefined if one of them cannot be kept. */
export function stackMemories({ machine, layout }: Placement): readonly StackMemory[] | undefined {
  if (!canKeepStacks(machine)) return undefined
  const memories = keptStacks(machine).map(({ stack }) => {
    const { space } = stack.definition
    const [region, ...others] = layout.regions.filter((each) => each.space === space)
    const isPlain = region?.writable === true && others.length === 0 && region.start === 0n
    // Words must lie in memory as a load by the host sees them.
    const isHost = space.wordBytes === stack.wordBytes || space.order === 'little'
    if (!isPlain || !isHost) return undefined
    return { offset: region.offset, words: Math.floor(region.bytes / stack.wordBytes) }
  })
  return memories.every((memory) => memory !== undefined) ? memories : undefined
}

/** Whether the capacities of a machine's stacks stay as they are; found once. */
function canKeepStacks(machine: Machine): boolean {
  const found = keepable.get(machine) ?? machine.stacks.every((stack) => !changesCapacity(machine, stack))
  keepable.set(machine, found)
  return found
}

/** Whether guests can change how large a stack may grow. */
function changesCapacity({ instructions, routines }: Machine, { definition }: OperandStack): boolean {
  const { capacity } = definition
  if (typeof capacity === 'number') return false
  let changes = false
  const blocks = [...instructions.map((each) => each.semantics()), ...routines().map(({ body }) => body())]
  for (const block of blocks)
    visitStatements(block, (statement) => {
      changes ||= statement.kind === 'write' && statement.file === capacity.file
    })
  return changes
}
