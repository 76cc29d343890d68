// Values that the caller gives to constants: `NAME` or `NAME=VALUE` (spec/asm-language.md section 7.4).

import { type Diagnostics, error, SourceFile } from '../../core/index.js'
import { lex } from '../syntax/lexer.js'
import { readNumber } from '../syntax/literals.js'
import { NUMBER, newWordTable } from '../syntax/tokens.js'
import { boolean, integer, type Value } from '../values/value.js'
import { type AssemblySymbol, symbolsBelow } from './symbols.js'

/** Values by full name of the constant. */
export type Defines = ReadonlyMap<string, Value>

/** Reads definitions as they are written on a command line. */
export function readDefines(texts: readonly string[], diagnostics: Diagnostics): Defines {
  const defines = new Map<string, Value>()
  for (const text of texts) {
    const [name, value, ...more] = text.split('=')
    if (name === '' || more.length > 0) {
      diagnostics.add(error('define-syntax', `invalid define argument \`${text}\``))
      continue
    }
    const read = value === undefined ? boolean(true, true) : valueOfDefine(value)
    if (read === undefined) diagnostics.add(error('define-value', `invalid value for define \`${name}\``))
    else defines.set(name, read)
  }
  return defines
}

function valueOfDefine(text: string): Value | undefined {
  if (text === 'true' || text === 'false') return boolean(text === 'true', true)
  const isNegative = text.startsWith('-')
  const number = numberIn(isNegative ? text.slice(1) : text)
  return number !== undefined && isNegative ? integer(-number.value, undefined, true) : number
}

function numberIn(text: string) {
  const tokens = lex(new SourceFile('', text), newWordTable())
  const isNumber = tokens.count === 1 && tokens.kinds[0] === NUMBER && tokens.text(0) === text
  const number = isNumber ? readNumber(text) : undefined
  return number === undefined || 'message' in number ? undefined : number
}

/** Reports definitions of names that the program does not have. */
export function reportUnused(defines: Defines, root: AssemblySymbol, diagnostics: Diagnostics): void {
  if (defines.size === 0) return
  const names = new Set(Array.from(symbolsBelow(root), ({ fullName }) => fullName))
  for (const name of defines.keys()) {
    if (!names.has(name)) diagnostics.add(error('define-unused', `unused define \`${name}\``))
  }
}
