// Guest calls in regions: WebAssembly calls that return the next pc, which the caller compares with the address it expects.
// Long jumps, exhausted fuel and changed return addresses are all a pc that differs, and are passed upward.

import type { Constant } from '../../core/index.js'
import { OP } from '../wasm/opcodes.js'
import type { RegionWriter } from './emit.js'
import type { Callee } from './region-parts.js'
import { LOCALS } from './template-code.js'

/** Nesting of guest calls at which regions go back to the dispatcher, so that the host's stack suffices. */
const DEEPEST = 2500

/** Set in the depth by callers that do not guarantee the modes. */
export const CHECK_MODES = 0x80000000 | 0

/** Set in the fuel that the stub returns: nothing is compiled at the address that was called. Any pc could be a guest's. */
export const NOT_COMPILED = 0x80000000 | 0

/** Writes a call of a region; goes on behind it if that is where it returns to, else passes its pc upward. */
export function writeCall(writer: RegionWriter, target: Constant): void {
  const { code, machine, parts } = writer
  const { nextPc } = writer.at.step
  const leave = (): void => writer.exitTo(target, 0)
  writer.pay(writer.at.executed + 1)
  const callee = parts.callee(unsigned(writer, target))
  if (callee === undefined || unsigned(writer, nextPc) === parts.nowhere) return leave()
  code.get(LOCALS.depth).i32(DEEPEST).op(OP.i32_ge_u).if()
  leave()
  code.end()
  writer.settle()
  writer.variables.store(writer.flow.dirty.members(writer.point))
  code.get(LOCALS.depth).i32(1).op(OP.i32_add)
  if (mustCheck(writer, callee)) code.i32(CHECK_MODES).op(OP.i32_or)
  code.get(LOCALS.fuel)
  if (callee.kind === 'function') code.call(callee.index)
  else code.i32(callee.index).call(parts.callRegion)
  code.set(LOCALS.fuel).tee(LOCALS.pc)
  writer.pushConstant(nextPc)
  code.op(machine.pc === 'i64' ? OP.i64_ne : OP.i32_ne).if()
  returnUpward(writer, target)
  code.end()
  resume(writer)
}

/** Whether a region must look for modes and operand stacks before it runs. */
function mustCheck({ stacks }: RegionWriter, { anchors, kind }: Callee): boolean {
  return kind === 'table' || (anchors !== undefined && stacks?.isEntry(anchors) !== true)
}

const unsigned = ({ machine }: RegionWriter, address: Constant): bigint =>
  BigInt.asUintN(machine.pc === 'i64' ? 64 : 32, BigInt(address))

/** Returns the pc that the call returned, or the address called if nothing is compiled there. */
function returnUpward(writer: RegionWriter, target: Constant): void {
  const { code } = writer
  writer.pushConstant(target)
  code.get(LOCALS.pc)
  code.get(LOCALS.fuel).i32(0).op(OP.i32_lt_s, OP.select)
  code.get(LOCALS.fuel).i32(~NOT_COMPILED).op(OP.i32_and, OP.return)
}

/** Behind a call: takes the state back, unless translations were dropped meanwhile or the fuel does not suffice. */
function resume(writer: RegionWriter): void {
  const { code, graph, parts } = writer
  const { block, step } = writer.at
  const returnAt = (): void => {
    writer.pushConstant(step.nextPc)
    code.get(LOCALS.fuel).op(OP.return)
  }
  code.get(LOCALS.fuel).i32(writer.enough).op(OP.i32_lt_u)
  if (parts.checksStores) writer.pushGeneration().get(LOCALS.generation).op(OP.i32_ne, OP.i32_or)
  code.if()
  returnAt()
  code.end()
  const to = graph.inside(block.index, step.next)
  if (to === undefined) return returnAt()
  if (writer.stacks !== undefined) {
    writer.stacks.pushMoved(to.index)
    code.if()
    returnAt()
    code.end()
  }
  writer.variables.load(writer.flow.live, to.index)
  writer.goTo(block.index, step.next, step.nextPc, 0)
}
