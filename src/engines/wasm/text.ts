// Prints the modules that engines make as WebAssembly text, to be read by people and by other tools.

import { type DecodedModule, decodeModule, type Import } from './decode.js'
import { functionLines } from './function-text.js'
import type { FunctionType } from './module.js'
import type { WasmType } from './opcodes.js'

/**
 * The text of a module. Functions are called as they are imported or exported; exports whose names are decimal numbers are
 * addresses of the guest and get a comment in hexadecimal. Throws at anything that engines do not write.
 */
export function moduleText(bytes: Uint8Array): string {
  const module = decodeModule(bytes)
  const names = functionNames(module)
  const lines = [
    ...module.types.map((type, index) => `(type $t${index} (func${signature(type)}))`),
    ...importLines(module, names),
    ...module.globals.map((type, index) => `(global $g${index} (mut ${type}) (${type}.const 0))`),
    ...module.functions.flatMap((type, index) => functionText(module, names, type, index)),
  ]
  return `(module\n${lines.map((line) => `  ${line}\n`).join('')})\n`
}

/** A name for each function, imports first; each only once. */
function functionNames({ imports, functions, exports }: DecodedModule): readonly string[] {
  const imported = imports.filter(isFunction).map(({ name }) => name)
  const exported = new Map(exports.map(({ name, index }) => [index, name]))
  const own = functions.map((_, index) => exported.get(imported.length + index))
  const taken = new Set<string>()
  return [...imported, ...own].map((name, index) => {
    const wanted = name === undefined ? `f${index}` : name.replaceAll(/[^\w.-]/g, '_')
    const unique = taken.has(wanted) ? `${wanted}_${index}` : wanted
    taken.add(unique)
    return `$${unique}`
  })
}

const isFunction = (one: Import): one is Import & { kind: 'function' } => one.kind === 'function'

const list = (word: string, types: readonly WasmType[]): string =>
  types.length === 0 ? '' : ` (${word} ${types.join(' ')})`

const signature = ({ parameters, results }: FunctionType): string =>
  `${list('param', parameters)}${list('result', results)}`

const quoted = (name: string): string => JSON.stringify(name)

function importLines({ imports, types }: DecodedModule, names: readonly string[]): readonly string[] {
  const functions: readonly Import[] = imports.filter(isFunction)
  return imports.map((one) => {
    const line = (what: string): string => `(import ${quoted(one.from)} ${quoted(one.name)} (${what}))`
    if (isFunction(one)) return line(`func ${names[functions.indexOf(one)]}${signature(types[one.type])}`)
    return line(one.kind === 'memory' ? 'memory 0' : 'table 0 funcref')
  })
}

function functionText(
  { imports, types, bodies, exports }: DecodedModule,
  names: readonly string[],
  type: number,
  own: number,
): readonly string[] {
  const index = imports.filter(isFunction).length + own
  const { parameters, results } = types[type]
  const exported = exports.filter((one) => one.index === index).map(({ name }) => name)
  const head = [
    `(func ${names[index]}`,
    ...exported.map((name) => `(export ${quoted(name)})`),
    ...parameters.map((one, local) => `(param $${local} ${one})`),
    ...(results.length === 0 ? [] : [`(result ${results.join(' ')})`]),
  ]
  const { locals, instructions } = bodies[own]
  return [
    `${head.join(' ')}${addressComment(exported)}`,
    ...locals.map((one, local) => `  (local $${parameters.length + local} ${one})`),
    ...functionLines(instructions, names).map((line) => `  ${line}`),
    ')',
  ]
}

function addressComment(exported: readonly string[]): string {
  const addresses = exported
    .filter((name) => /^\d+$/.test(name))
    .map((name) => `0x${BigInt(name).toString(16)}`)
  return addresses.length === 0 ? '' : `  ;; ${addresses.join(' ')}`
}
