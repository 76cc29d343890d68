// Prints the instructions of a function as WebAssembly text, indented by their blocks, branches by the blocks' names.

import type { BlockType, Immediates, Instruction } from './instructions.js'

/** Blocks deeper than this are not indented further: an interpreter opens one for every handler. */
const DEEPEST_INDENT = 20

/** The lines of a function's body. `functions` are the names of all functions. */
export function functionLines(
  instructions: readonly Instruction[],
  functions: readonly string[],
): readonly string[] {
  const open: string[] = []
  let blocks = 0
  // The last `end` is the function's own, which its closing parenthesis stands for.
  return instructions.slice(0, -1).map(({ name, immediates }) => {
    if (name === 'end') open.pop()
    const indent = '  '.repeat(Math.min(open.length - Number(name === 'else'), DEEPEST_INDENT))
    if (immediates.kind !== 'block') return `${indent}${name}${immediateText(immediates, open, functions)}`
    const label = `$${name}${blocks++}`
    open.push(label)
    return `${indent}${name} ${label}${blockTypeText(immediates.type)}`
  })
}

function blockTypeText(type: BlockType): string {
  if (type === undefined) return ''
  return typeof type === 'string' ? ` (result ${type})` : ` (type $t${type.type})`
}

function immediateText(
  immediates: Immediates,
  open: readonly string[],
  functions: readonly string[],
): string {
  switch (immediates.kind) {
    case 'label':
      return ` ${labelText(immediates.depth, open)}`
    case 'labels':
      return ` ${immediates.depths.map((depth) => labelText(depth, open)).join(' ')}`
    case 'local':
      return ` $${immediates.index}`
    case 'global':
      return ` $g${immediates.index}`
    case 'function':
      return ` ${functions[immediates.index]}`
    case 'type':
      return ` (type $t${immediates.index})`
    case 'memory':
      return `${immediates.offset === 0 ? '' : ` offset=${immediates.offset}`} align=${immediates.align}`
    case 'integer':
      return ` ${integerText(immediates.value, immediates.bits)}`
    case 'float':
      return ` ${floatText(immediates.value)}`
    default:
      return ''
  }
}

/** The name of a block; the function itself, which encloses all blocks, has none. */
const labelText = (depth: number, open: readonly string[]): string =>
  open[open.length - 1 - depth] ?? `${depth}`

/** An integer, with a comment in hexadecimal where that may be easier to recognise. */
function integerText(value: number | bigint, bits: 32 | 64): string {
  const isShort = value > -10 && value < 10
  return isShort ? `${value}` : `${value}  ;; 0x${BigInt.asUintN(bits, BigInt(value)).toString(16)}`
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  return Object.is(value, -0) ? '-0' : `${value}`
}
