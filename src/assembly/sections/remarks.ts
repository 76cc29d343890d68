// What the original accepts without a word although it does not do what it says (spec/mvm.md sections 7.1 and 8).

import type { Remark } from './findings.js'
import { isStoringMove } from './generation.js'
import type { LaidOutProgram } from './layout.js'
import { bytesOfLiteral } from './mnemonics.js'
import type { InstructionNode, Node } from './nodes.js'
import type { LiteralReference, ObjectCode } from './object.js'
import { scanForText } from './scan.js'
import type { Place } from './source-text.js'

/** Finds what a program's author should know. */
export function remarksOn(
  items: readonly Node[],
  object: ObjectCode,
  program: LaidOutProgram,
  isSafe: boolean,
): readonly Remark[] {
  const instructions = items.filter((item) => item.kind === 'instruction')
  return [
    ...instructions.flatMap(instructionRemarks),
    ...(isSafe ? [] : object.literalReferences.flatMap(narrowEntry)),
    ...markerRemarks(items, object, program, isSafe),
  ]
}

function instructionRemarks(node: InstructionNode): readonly Remark[] {
  const { offset, length } = node
  const place = { offset, length }
  if (node.word === 'push64') return [{ ...place, ...PUSHES_HALF }]
  return isStoringMove(node) ? [{ ...place, ...STORES_NOTHING }] : []
}

const PUSHES_HALF = {
  code: 'mvm::asm::push64',
  message: 'push64 pushes the low 32 bits only',
  label: 'four bytes are pushed, pop64 takes eight',
  help: 'use push32 and pop32, or store64 to memory of your own',
}

const STORES_NOTHING = {
  code: 'mvm::asm::mov_to_address',
  message: '`mov` to an address does nothing',
  label: 'no instruction is generated for this',
  help: 'put the address into a register and use store8, store16, store32 or store64',
}

function narrowEntry({ value, reads, offset, length }: LiteralReference): readonly Remark[] {
  const bytes = bytesOfLiteral(value)
  if (bytes >= reads) return []
  const message = `${reads} bytes are read where the constant ${value} has ${bytes === 1 ? 'one' : bytes}`
  const label = 'the bytes behind it in the pool are read as well'
  return [{ code: 'mvm::asm::narrow_constant', offset, length, message, label, help: HELP_SAFE }]
}

const HELP_SAFE = 'assemble with --safe to give constants the places and widths that they need'

/** Says so when the machine does not find the text section where it begins. */
function markerRemarks(
  items: readonly Node[],
  object: ObjectCode,
  { image, pool }: LaidOutProgram,
  isSafe: boolean,
): readonly Remark[] {
  const { marker } = object
  const begins = pool.at + pool.bytes
  if (marker === undefined || (pool.at === marker && scanForText(image, 1) === begins)) return []
  const culprit = culpritOf(items, object)
  const help = isSafe ? 'change the data so that no byte FF is followed by 02 there' : HELP_SAFE
  return [
    {
      code: 'mvm::asm::hidden_marker',
      offset: culprit.offset,
      length: culprit.length,
      message: 'the machine does not find the text section of this program',
      label: 'bytes FF before the text section hide its marker, or look like one',
      help,
    },
  ]
}

/** The first constant with a byte FF, else the directive that begins the text section. */
function culpritOf(items: readonly Node[], { literalReferences }: ObjectCode): Place {
  const constant = literalReferences.find(({ value }) => /^(..)*ff/.test(evenDigits(value)))
  const section = items.filter((item) => item.kind === 'section').at(-1)
  return constant ?? section ?? { offset: 0, length: 0 }
}

function evenDigits(value: bigint): string {
  const digits = value.toString(16)
  return digits.length % 2 === 0 ? digits : `0${digits}`
}
