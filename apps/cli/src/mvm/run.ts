// `mvm run`: loads a program file and runs it to its end (spec/mvm.md 1.3).

import { buildMachine } from 'isaforge/board'
import type { Stop } from 'isaforge/engines'
import { boardOf, completed, fits, INPUT_ERROR, mvmKit, type Sizes, splitFile } from 'isaforge/machines/mvm'
import { errorNumberOf, reasonOf } from '../system-errors.js'
import type { Request } from './arguments.js'
import { Printer } from './printer.js'
import type { System } from './system.js'

const FAILED = 1
const OUT_OF_BOUNDS = 'memory is out of bounds'
const LARGEST_SIZE = 2n ** 64n - 1n

/** Runs a program file; the result is the exit status. */
export function run(request: Extract<Request, { kind: 'run' }>, system: System): number {
  const printer = new Printer(system)
  const file = readProgramFile(request.path, system, printer)
  if (file === undefined) return FAILED
  const { sizes: own, image } = splitFile(file)
  const sizes = sizesFor(request, own)
  if (sizes === undefined) {
    printer.error("Metadata's data is broken, please verify the file")
    return FAILED
  }
  return runImage(image, sizes, system, printer)
}

function readProgramFile(path: string, system: System, printer: Printer): Uint8Array | undefined {
  try {
    return system.readFile(path)
  } catch (cause) {
    printer.error(`Unable to read binary program [${reasonOf(errorNumberOf(cause))}]`)
    return undefined
  }
}

/** The file's sizes count only if both options ask for something, and then instead of what they ask for. */
function sizesFor(
  { memory, stack }: { readonly memory: string; readonly stack: string },
  own: Sizes | undefined,
): Sizes | undefined {
  const wanted = { memory: sizeIn(memory), stack: sizeIn(stack) }
  const sizes = wanted.memory !== 0n && wanted.stack !== 0n ? own : wanted
  return sizes && completed(sizes)
}

/** A number of bytes; anything else counts as 0. */
function sizeIn(text: string): bigint {
  if (!/^\+?[0-9]+$/.test(text)) return 0n
  const size = BigInt(text.replace('+', ''))
  return size > LARGEST_SIZE ? 0n : size
}

function runImage(image: Uint8Array, sizes: Sizes, system: System, printer: Printer): number {
  const isLoaded = fits(image, Number(sizes.memory - sizes.stack))
  const built = build(isLoaded ? image : new Uint8Array(), sizes, system)
  if (built === undefined) {
    printer.error(`Unable to create VM instance [${OUT_OF_BOUNDS}]`)
    return FAILED
  }
  if (!isLoaded) printer.error(`Unable to load the program [${OUT_OF_BOUNDS}]`)
  const stop = built.vm.run()
  if (stop.kind === 'exit') return stop.status
  printer.panic(panicText(stop))
  return FAILED
}

function build(image: Uint8Array, sizes: Sizes, { emit, read }: System) {
  const board = boardOf(sizes)
  if (board === undefined) return undefined
  const services = { write: () => undefined, now: () => 0n, emit, read }
  try {
    return buildMachine(mvmKit, { image, board, services })
  } catch (cause) {
    // More memory than there is.
    if (cause instanceof RangeError) return undefined
    throw cause
  }
}

function panicText(stop: Stop): string {
  if (stop.kind !== 'trap') return stop.kind
  return stop.trap === INPUT_ERROR.name ? `io error [${reasonOf(Number(stop.value))}]` : stop.message
}
