// How regions begin: what has to hold before they run, and where their registers come from.

import type { Machine } from '../../core/index.js'
import { FunctionCode } from '../wasm/code.js'
import { OP, type WasmType } from '../wasm/opcodes.js'
import { wasmType } from '../wasm/values.js'
import { CHECK_MODES, NOT_BEGUN } from './calls.js'
import type { RegionWriter } from './emit.js'
import { keptStacks, stackOf } from './operand-stacks.js'
import type { Region } from './region.js'
import type { RegionAnalysis } from './region-analysis.js'
import { REGION_PARAMETERS } from './region-parts.js'
import { LOCALS } from './template-code.js'

/** Returns at once, with everything unchanged, unless modes and operand stacks are what the region was compiled for. */
export function refuseOtherSituations({ parts, region, stacks }: RegionWriter, code: FunctionCode): void {
  const refuse = (): void => refuseIf(code, region, parts.state.machine)
  for (const { register, value } of parts.modes) {
    const { file, index } = register
    const isWide = file.type === 'i64'
    code.i32(0).memory(isWide ? OP.i64_load : OP.i32_load, parts.state.registerOffset(file, index))
    if (isWide) code.i64(BigInt(value)).op(OP.i64_ne)
    else code.i32(Number(value)).op(OP.i32_ne)
    refuse()
  }
  stacks?.refuseOtherAnchors(code, refuse)
  code.get(LOCALS.depth).i32(~CHECK_MODES).op(OP.i32_and).set(LOCALS.depth)
}

/** Returns at once if the condition on the stack holds. */
function refuseIf(code: FunctionCode, { entry }: Region, machine: Machine): void {
  code.if()
  pushAddress(code, machine, entry)
  code.get(LOCALS.fuel).op(OP.return).end()
}

/** Pushes a guest's address as the machine's pc. */
export function pushAddress(code: FunctionCode, { pc }: Machine, address: bigint): void {
  if (pc === 'i64') code.i64(BigInt.asIntN(64, address))
  else code.i32(Number(BigInt.asIntN(32, address)))
}

/** The types of what a region is passed besides depth and fuel: where its stacks are, and its registers. */
export function typesPassed({
  machine,
  parameters = [],
  stacks,
  variables,
}: RegionAnalysis): readonly WasmType[] {
  const bases = stacks === undefined ? [] : keptStacks(machine).map((): WasmType => 'i32')
  return [...bases, ...parameters.map(({ variable }) => wasmType(variables.register(variable).file.type))]
}

/** Assigns registers what the region was passed. */
export function receive({ code, parameters = [], stacks, machine, variables }: RegionWriter): void {
  const first = LOCALS.firstParameter + (stacks === undefined ? 0 : keptStacks(machine).length)
  parameters.forEach(({ variable }, place) => {
    code.get(first + place)
    variables.assign(variable)
  })
}

/** The function by which others than direct calls reach a region that is passed registers: it takes them from memory. */
export function entryFunction(writer: RegionWriter, region: number): FunctionCode {
  const { machine, parameters = [], parts, stacks, variables } = writer
  const code = new FunctionCode(REGION_PARAMETERS, parts.bodies)
  refuseOtherSituations(writer, code)
  const bases = stacks?.loadBases(code) ?? []
  bases.forEach(({ base }, place) => {
    stacks?.refuseLow(code, place, base, () => refuseIf(code, writer.region, machine))
  })
  code.get(LOCALS.depth).get(LOCALS.fuel)
  for (const { base } of bases) code.get(base)
  for (const { variable } of parameters) {
    const { file } = variables.register(variable)
    const stack = stackOf(machine, file)
    variables.pushStored(code, variable, stack && bases[stack.place].address)
  }
  return code.call(region).i32(~NOT_BEGUN).op(OP.i32_and)
}
