// Board files: JSON that lists components, `{ "components": [{ "type": "ram", "bytes": 65536 }] }`, checked with zod.

import { type BoardEntry, didYouMean, type MachineKit, planBoard } from 'isaforge/core'
import { z } from 'zod'
import { type Failure, inputFailure } from './failure.js'
import { readInput } from './input.js'

/** All guest memory lies in one WebAssembly memory. */
const LARGEST_COMPONENT = 2 ** 32 - 2 ** 28

const bytes = z.union([z.int().positive().max(LARGEST_COMPONENT), z.literal('image')], {
  error: `expected a size in bytes (1 … ${LARGEST_COMPONENT}), or "image" for the size of the program`,
})

const boardSchema = z.strictObject({
  components: z.array(
    z.strictObject({ type: z.string(), bytes: bytes.optional(), mapped: z.boolean().optional() }),
  ),
})

/** Reads a board file and checks it against the machine's component types. */
export function readBoardFile(file: string, kit: MachineKit, image: Uint8Array): readonly BoardEntry[] {
  const parsed = boardSchema.safeParse(parseJson(file))
  if (!parsed.success) throw invalid(file, parsed.error.issues.map(issueText).join('; '), SHAPE)
  const entries = parsed.data.components as readonly BoardEntry[]
  entries.forEach((entry, index) => {
    checkEntry(file, index, entry, kit, image)
  })
  return entries
}

const SHAPE = 'a board looks like { "components": [{ "type": "ram", "bytes": 65536 }] }'

const invalid = (file: string, message: string, hint: string): Failure =>
  inputFailure('invalid-board', `${file}: ${message}`, hint)

function parseJson(file: string): unknown {
  const text = new TextDecoder().decode(readInput(file))
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw invalid(file, `this is not JSON: ${(cause as Error).message}`, SHAPE)
  }
}

function issueText({
  path,
  message,
}: {
  readonly path: readonly PropertyKey[]
  readonly message: string
}): string {
  const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')
  return place === '' ? message : `${place.replace(/^\./, '')}: ${message}`
}

function checkEntry(
  file: string,
  index: number,
  entry: BoardEntry,
  kit: MachineKit,
  image: Uint8Array,
): void {
  const types = Object.keys(kit.components)
  const place = `components[${index}]`
  if (!types.includes(entry.type)) {
    const guess = didYouMean(entry.type, types)
    const hint = `${guess === undefined ? '' : `did you mean "${guess}"? `}component types: ${types.join(', ')}`
    throw invalid(file, `${place}.type: ${kit.machine.title} has no component type "${entry.type}"`, hint)
  }
  try {
    planBoard(kit, [entry], image)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw invalid(file, `${place}: ${cause.message}`, `${entry.type}: ${kit.components[entry.type].summary}`)
  }
}
