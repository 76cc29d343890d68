// The bits of data elements (spec/asm-language.md section 11).

import { error, primary } from '../../core/index.js'
import { bytesFromInteger, integerFromBytes, minimalSize } from '../values/bytes.js'
import type { Context } from '../values/context.js'
import { type Failed, type IntegerValue, integer, isValue, kindText, type Outcome } from '../values/value.js'
import type { DataItem } from './item.js'
import { laidOut } from './layouts.js'

/** The value of an element in the size in which it is emitted, or why it cannot be. */
export function fitData(item: DataItem, value: Outcome, context: Context): Outcome {
  if (!isValue(value)) return value
  if (value.kind !== 'integer') {
    return wrong(
      context,
      item,
      'data-type',
      `invalid type for data: expected integer, got ${kindText(value)}`,
    )
  }
  if (item.layout !== undefined) return laidOut(item, item.layout, value, context)
  if (item.width === undefined) return ofOwnSize(item, value, context)
  const fitting = inWidth(item, item.width, value, context)
  return item.isLittle && value.text === undefined ? littleEndian(item.width, fitting) : fitting
}

/** Whole bytes in reverse order; elements of other widths are no bytes. */
function littleEndian(width: number, value: Outcome): Outcome {
  if (value.kind !== 'integer' || width % 8 !== 0) return value
  const bytes = bytesFromInteger(value.value, width / 8).reverse()
  return integer(integerFromBytes(bytes), width, value.isStatic)
}

function ofOwnSize(item: DataItem, value: IntegerValue, context: Context): Outcome {
  if (value.size !== undefined) return value
  const help =
    'use `#d8`, `#d16`, `#d32` …; a backquote and a number of bits behind a value give it a size, too'
  return wrong(context, item, 'data-unsized', 'the data element has no definite size', { help })
}

/** A value in exactly `width` bits. */
export function inWidth(item: DataItem, width: number, value: IntegerValue, context: Context): Outcome {
  const size = value.size ?? minimalSize(value.value)
  if (size > width) return tooWide(item, width, value, size, context)
  return integer(BigInt.asUintN(width, value.value), width, value.isStatic)
}

function tooWide(
  item: DataItem,
  width: number,
  value: IntegerValue,
  size: number,
  context: Context,
): Outcome {
  const notes = [`got size ${size}, expected at most ${width} bits`]
  const range = `\`#d${width}\` accepts ${-(1n << BigInt(width - 1))} to ${(1n << BigInt(width)) - 1n}`
  const help = value.size === undefined && width > 0 && width <= 64 ? range : undefined
  return wrong(context, item, 'data-out-of-range', `the value is out of range for \`#d${width}\``, {
    notes,
    help,
  })
}

function wrong(
  context: Context,
  { node }: DataItem,
  code: string,
  message: string,
  details: { readonly notes?: readonly string[]; readonly help?: string | undefined } = {},
): Failed {
  const labels = [primary(context.spanOf(node))]
  return {
    kind: 'failed',
    isStatic: false,
    report: () => error(code, message, { labels, ...details }),
  }
}
