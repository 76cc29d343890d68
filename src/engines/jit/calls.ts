// Guest calls in regions: WebAssembly calls that return the next pc, which the caller compares with the address it expects.
// Long jumps, exhausted fuel and changed return addresses are all a pc that differs, and are passed upward.

import type { Constant } from '../../core/index.js'
import { OP } from '../wasm/opcodes.js'
import type { RegionWriter } from './emit.js'
import type { DirectCall } from './region-analysis.js'
import type { Callee } from './region-parts.js'
import { LOCALS } from './template-code.js'

/** Nesting of guest calls at which regions go back to the dispatcher, so that the host's stack suffices. */
const DEEPEST = 2500

/** Set in the depth by callers that do not guarantee the modes. */
export const CHECK_MODES = 0x80000000 | 0

/** Set in the fuel that is returned where a call has done nothing: nothing is compiled there, or it could not begin. */
export const NOT_BEGUN = 0x80000000 | 0

/** Writes a call of a region; goes on behind it if that is where it returns to, else passes its pc upward. */
export function writeCall(writer: RegionWriter, target: Constant): void {
  const { code, machine, parts } = writer
  const { nextPc } = writer.at.step
  const leave = (): void => writer.exitTo(target, writer.at.executed + 1)
  const address = unsigned(writer, target)
  const callee = parts.callee(address)
  if (callee === undefined || unsigned(writer, nextPc) === parts.nowhere) return leave()
  code.get(LOCALS.depth).i32(DEEPEST).op(OP.i32_ge_u).if()
  leave()
  code.end()
  const direct = writer.directCall(address)
  if (direct === undefined) callFromMemory(writer, callee)
  else callWithRegisters(writer, direct)
  code.set(LOCALS.fuel).tee(LOCALS.pc)
  writer.pushConstant(nextPc)
  code.op(machine.pc === 'i64' ? OP.i64_ne : OP.i32_ne).if()
  if (callee.kind === 'table' || direct !== undefined) noteNotBegun(writer, target, direct)
  behind(writer)
  code.end()
  resume(writer)
}

/** Pushes what is left of the fuel. Only the callee needs it, so that V8 need not keep it anywhere on the way there. */
function pushFuel({ at, code }: RegionWriter): void {
  code
    .get(LOCALS.fuel)
    .i32(at.executed + 1)
    .op(OP.i32_sub)
}

/** Calls a region that finds everything in memory. */
function callFromMemory(writer: RegionWriter, callee: Callee): void {
  const { code, flow, parts, point, variables } = writer
  writer.settle()
  variables.store(flow.dirty.members(point))
  code.get(LOCALS.depth).i32(1).op(OP.i32_add)
  if (mustCheck(writer, callee)) code.i32(CHECK_MODES).op(OP.i32_or)
  pushFuel(writer)
  if (callee.kind === 'function') code.call(callee.index)
  else code.i32(callee.index).call(parts.callRegion)
}

/** Calls a region of the group: stores what is looked at and that the region does not answer for itself. */
function callWithRegisters(writer: RegionWriter, call: DirectCall): void {
  const { at, callEffects, code, flow, point, variables } = writer
  const isStored = (variable: number): boolean =>
    callEffects?.touched.has(at.block.index, variable) !== false &&
    !call.taken.has(variable) &&
    !call.overwritten.has(variable)
  variables.store(flow.dirty.members(point).filter(isStored))
  code.get(LOCALS.depth).i32(1).op(OP.i32_add)
  pushFuel(writer)
  writer.stacks?.pushBases(call.distances)
  for (const variable of call.passed) code.get(variables.local(variable))
  code.call(call.callee.direct as number)
}

/** Whether a region must look for modes and operand stacks before it runs. */
function mustCheck({ stacks }: RegionWriter, { anchors, kind }: Callee): boolean {
  return kind === 'table' || (anchors !== undefined && stacks?.isEntry(anchors) !== true)
}

const unsigned = ({ machine }: RegionWriter, address: Constant): bigint =>
  BigInt.asUintN(machine.pc === 'i64' ? 64 : 32, BigInt(address))

/** If the call has done nothing: the pc is the address called, and what the callee would have overwritten has to be stored. */
function noteNotBegun(writer: RegionWriter, target: Constant, direct: DirectCall | undefined): void {
  const { code, flow, point, variables } = writer
  code.get(LOCALS.fuel).i32(0).op(OP.i32_lt_s).if()
  code.get(LOCALS.fuel).i32(~NOT_BEGUN).op(OP.i32_and).set(LOCALS.fuel)
  writer.pushConstant(target)
  code.set(LOCALS.pc)
  if (direct !== undefined)
    variables.store(flow.dirty.members(point).filter((variable) => direct.overwritten.has(variable)))
  code.end()
}

/** Leaves behind a call, for the pc in its local. */
function behind(writer: RegionWriter): void {
  const { at, code, flow } = writer
  if (writer.callEffects === undefined) {
    code.get(LOCALS.pc).get(LOCALS.fuel).op(OP.return)
    return
  }
  const { point } = writer
  writer.point = flow.behindCall(at.block.index)
  writer.leave()
  writer.point = point
}

/** Behind a call: takes the state back, unless translations were dropped meanwhile or the fuel does not suffice. */
function resume(writer: RegionWriter): void {
  const { callEffects, code, flow, graph, parts } = writer
  const { block, step } = writer.at
  code.get(LOCALS.fuel).i32(writer.enough).op(OP.i32_lt_u)
  if (parts.checksStores) writer.pushGeneration().get(LOCALS.generation).op(OP.i32_ne, OP.i32_or)
  code.if()
  behind(writer)
  code.end()
  const to = graph.inside(block.index, step.next)
  if (to === undefined) return behind(writer)
  if (writer.stacks !== undefined) {
    writer.stacks.pushMoved(to.index)
    code.if()
    behind(writer)
    code.end()
  }
  const isStale = (variable: number): boolean => callEffects?.written.has(block.index, variable) !== false
  writer.variables.load(flow.live.members(to.index).filter(isStale))
  writer.point = flow.behindCall(block.index)
  writer.goTo(block.index, step.next, step.nextPc, 0)
}
