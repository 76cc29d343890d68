// What makes programs for uVM interesting: boards with little room on the stack, words on it already, calls under way.
import type { BoardEntry } from 'isaforge/core'
import { boardOfDepth, stackWords } from 'isaforge/machines/uvm'
import type { Patch } from './program.js'
import type { Random } from './random.js'
import type { Settled } from './target.js'
import { interestingNumber, type Terrain } from './terrain.js'

const board = (code: number, depth: number): readonly BoardEntry[] =>
  boardOfDepth(depth).map((entry) => (entry.type === 'code' ? { ...entry, bytes: code } : entry))

/** Boards for programs: bytes of code, words of stack. */
export const uvmBoards = [board(90, 3), board(1600, 14), board(1600, 30), board(2000, 64), board(3000, 400)]

const WORD_BYTES = 4

/** Words from the bottom of the stack on. */
function stackPatch(words: readonly number[]): Patch {
  const bytes = new Uint8Array(WORD_BYTES * words.length)
  const view = new DataView(bytes.buffer)
  words.forEach((word, index) => void view.setInt32(WORD_BYTES * index, word, true))
  return { address: 0n, bytes, space: stackWords }
}

/** How many words the stack can hold. */
const roomOn = ({ own }: Terrain): number => own[0].bytes / WORD_BYTES

/** Words on the stack and what lies above them, calls under way in some; a few machines are in no state that can be reached. */
export function settleUvm(random: Random, terrain: Terrain): Settled {
  const room = roomOn(terrain)
  const limit = random.chance(0.9) ? room : 1 + random.below(room)
  const words = Array.from({ length: random.chance(0.4) ? room : 0 }, () =>
    Number(BigInt.asIntN(32, interestingNumber(random, terrain))),
  )
  const depth = random.chance(0.6) ? 0 : random.below(1 + (limit >> random.below(4)))
  const fp = depth >= 2 && random.chance(0.5) ? 2 + random.below(depth - 1) : 0
  const saved = frameWords(random, terrain, fp)
  const registers = { depth, fp, depth_limit: limit, code_length: terrain.regions[0].bytes }
  return {
    registers: random.chance(0.04) ? { ...registers, ...broken(random) } : registers,
    data: [stackPatch(words), ...saved],
  }
}

/** The two words below a frame: where it returns to, and the caller's fp. */
function frameWords(random: Random, terrain: Terrain, fp: number): readonly Patch[] {
  if (fp === 0) return []
  const caller = fp >= 4 && random.chance(0.4) ? 2 + random.below(fp - 3) : 0
  const { bytes } = stackPatch([Number(random.pick(terrain.code)), caller])
  return [{ address: BigInt(WORD_BYTES * (fp - 2)), bytes, space: stackWords }]
}

/** Values that no program can cause, as a forged snapshot might have them. */
const broken = (random: Random): Readonly<Record<string, number>> => ({
  [random.pick(['depth', 'fp', 'depth_limit', 'code_length'])]: random.chance(0.5)
    ? random.below(64) - 8
    : random.word() | 0,
})
