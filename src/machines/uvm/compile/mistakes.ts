// What uVM cannot do although the program asks for it.

import { type Diagnostic, error, primary, type Span } from '../../../core/index.js'
import type { StackFunction, StackProgram } from '../../../core/stack-code/index.js'
import { MOST_CODE } from '../components.js'
import { MOST_SLOTS } from './frame.js'
import { isTooFar, type LaidOut, type Placed } from './layout.js'

const mistake = (code: string, span: Span, message: string, help: string): Diagnostic =>
  error(`uvm/${code}`, message, { labels: [primary(span)], help })

/** Operations that no instruction can do, and functions with too many parameters. */
export function impossibleIn({ functions }: StackProgram): readonly Diagnostic[] {
  const texts = functions
    .flatMap(({ body }) => body)
    .filter(({ operation }) => operation.kind === 'print-text')
    .map(({ span }) =>
      mistake(
        'no-text',
        span,
        'uVM can print numbers only',
        'leave the text out, or compile for a machine that can',
      ),
    )
  const long = functions
    .filter(({ parameters }) => parameters >= MOST_SLOTS)
    .map(({ span, name }) =>
      mistake(
        'too-many-parameters',
        span,
        `${name} has too many parameters`,
        `uVM reaches ${MOST_SLOTS - 1}`,
      ),
    )
  return [...texts, ...long]
}

/** A local that does not fit into the frame. */
export function frameTooLarge({ locals, name }: StackFunction, local: number): Diagnostic {
  const message = `${locals[local].name} does not fit: ${name} needs more than ${MOST_SLOTS} words for its variables`
  const help = 'uVM names them with one byte; use smaller arrays, or several functions'
  return mistake('frame-too-large', locals[local].span, message, help)
}

/** More code than a program can have. */
export function codeTooLarge({ length }: LaidOut, span: Span): readonly Diagnostic[] {
  if (length <= MOST_CODE) return []
  const help = 'arrays with computed indexes need much code: use smaller ones'
  return [mistake('code-too-large', span, `the program has ${length} bytes, more than ${MOST_CODE}`, help)]
}

/** The last opcode of the set that the uVM document lists. */
const LAST_BASE_OPCODE = 0x11
/** The code must leave out the last address, which a failing jump leads to. */
const MOST_BASE_CODE = 0xff

/** What an instruction is needed for; all others are for floats. */
const REASONS: Readonly<Record<string, string>> = {
  iloadcf: 'order (<, <=, >, >=): it compares with == and != only',
  iswap: 'order (<, <=, >, >=): it compares with == and != only',
  idrop: 'order (<, <=, >, >=): it compares with == and != only',
  iloc: 'room for more than three variables at a time, or for arrays',
  isloc: 'room for more than three variables at a time, or for arrays',
  idup: 'room for more than three variables at a time, or for arrays',
}

/** What the smallest set has no instructions for. */
export function outsideBase(main: StackFunction, laidOut: LaidOut): readonly Diagnostic[] {
  const calls = main.body.filter(({ operation }) => operation.kind === 'call')
  return [
    ...calls.map(({ span }) =>
      mistake('base', span, 'the base set has no functions: nothing in it returns', HELP),
    ),
    ...laidOut.placed.flatMap((one) => outside(one, laidOut) ?? []),
  ]
}

/** One diagnostic per place, in the order of the source. */
export function oncePerPlace(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const startOf = ({ labels: [{ span }] }: Diagnostic): number => span.start
  const first = new Map([...diagnostics].reverse().map((one) => [startOf(one), one]))
  return [...first.values()].sort((one, other) => startOf(one) - startOf(other))
}

const HELP = 'leave out --base'

function outside(one: Placed, laidOut: LaidOut): Diagnostic | undefined {
  const { instruction, item } = one
  if (instruction.encoding.match[0].value > LAST_BASE_OPCODE) {
    const reason = REASONS[instruction.name] ?? 'floats'
    return mistake('base', item.span, `the base set has no ${reason}`, HELP)
  }
  if (isTooFar(one, laidOut))
    return mistake(
      'base',
      item.span,
      'a jump of the base set does not reach that far: addresses end at 255',
      HELP,
    )
  if (item.failure !== undefined && laidOut.length > MOST_BASE_CODE)
    return mistake('base', item.span, 'a program of the base set that fails has at most 255 bytes', HELP)
  return undefined
}
