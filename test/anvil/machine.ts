// Compiles and runs Anvil programs in tests.
import { buildMachine } from 'isaforge/board'
import { renderAll } from 'isaforge/core'
import { mistakesIn } from 'isaforge/core/stack-code'
import type { EngineName } from 'isaforge/engines'
import { translate } from 'isaforge/languages/anvil'
import { boardOfDepth, uvmKit } from 'isaforge/machines/uvm'
import type { End, Interpreted } from './interpreter.js'

/** Compiles at once, so that short programs reach the JIT. */
const EAGER = { threshold: 1, warmUp: 0, batch: 1 }
const DEPTH = 2 ** 16

/** A program that was compiled. */
export interface CompiledProgram {
  readonly image: Uint8Array
  readonly assembly: string
  readonly failures: ReadonlyMap<number, string>
  /** Where in the source an instruction comes from. */
  readonly placeOf: (address: number) => number | undefined
}

/** Compiles a text that has no errors; throws with what is wrong otherwise. */
export function compiled(text: string, options: { readonly base?: boolean } = {}): CompiledProgram {
  const { program, diagnostics } = translate('test.anvil', text)
  if (program === undefined) throw new Error(`${renderAll(diagnostics, { color: false })}\n${text}`)
  const wrong = mistakesIn(program)
  if (wrong.length > 0) throw new Error(`${wrong.join('\n')}\n${text}`)
  const code = uvmKit.compiler?.compile(program, options)
  if (code?.image === undefined) throw new Error(renderAll(code?.diagnostics ?? [], { color: false }))
  const { image, sourceMap, failures, assembly } = code
  return { image, failures, assembly, placeOf: (address) => sourceMap.at(address)?.start }
}

/** What came of running a program, with the number of instructions. */
export type Ran = Interpreted & { readonly instructions: number; readonly message: string }

/** Runs code on an engine, in pieces of so many instructions. */
export function run(code: CompiledProgram, engine: EngineName, fuel = 5_000_000, piece = fuel): Ran {
  let printed = ''
  const services = {
    write: (text: string) => {
      printed += text
    },
    now: () => 0n,
  }
  const { image } = code
  const { vm } = buildMachine(uvmKit, { image, board: boardOfDepth(DEPTH), services, engine, tuning: EAGER })
  let stop = vm.run(Math.min(piece, fuel))
  while (stop.kind === 'fuel' && vm.retired < fuel) stop = vm.run(Math.min(piece, fuel - vm.retired))
  const message = stop.kind === 'trap' ? stop.trap : ''
  return { printed, end: endOf(stop.kind, Number(vm.pc), code), instructions: vm.retired, message }
}

function endOf(kind: string, pc: number, { placeOf }: CompiledProgram): End {
  if (kind === 'halted') return { kind }
  return kind === 'trap' ? { kind: 'failed', at: placeOf(pc) ?? -1 } : { kind: 'fuel' }
}
