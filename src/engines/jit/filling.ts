// Filling in templates: copies an instruction's code into a region and writes what its marks stand for.

import type { Constant } from '../../core/index.js'
import { pushCounter } from '../interpreter/routines.js'
import { pushHoldsCode } from '../wasm/code-pages.js'
import { type HeldType, OP } from '../wasm/opcodes.js'
import { writeCall } from './calls.js'
import type { Context } from './contexts.js'
import type { RegionWriter } from './emit.js'
import { distanceFrom } from './placing.js'
import { type ExtraTemporary, type Filling, LOCALS, type MarkedCode } from './template-code.js'

type FillingOf<K extends Filling['kind']> = Extract<Filling, { kind: K }>

/** Writes the code of the instruction at which a writer is. */
export function fillIn(writer: RegionWriter, { instructions, marks }: MarkedCode): void {
  const { code } = writer
  let from = 0
  for (let index = 0; index < marks.length; index++) {
    const { at, nesting, filling } = marks[index]
    if (at > from) code.copy(instructions, from, at)
    from = at
    if (filling.kind === 'assignment') {
      if (writer.isNeeded(filling.what)) continue
      from += filling.bytes
      index += filling.marks
      continue
    }
    code.nest(nesting)
    fill(writer, filling)
    code.nest(-nesting)
  }
  code.copy(instructions, from, instructions.length)
}

/** No closures here: V8 would make room for what they see in every call. */
function fill(writer: RegionWriter, filling: Exclude<Filling, { kind: 'assignment' }>): void {
  const { at, code, parts } = writer
  switch (filling.kind) {
    case 'register':
      return accessRegister(writer, filling)
    case 'temporary':
      return accessLocal(writer, filling.opcode, extraTemporary(writer, filling.what))
    case 'base':
      return accessLocal(writer, filling.opcode, writer.baseOf(filling.stack))
    case 'float':
      return accessFloat(writer, filling)
    case 'move':
      return move(writer, filling)
    case 'constant':
      return pushTyped(writer, filling.type, filling.value(at.step))
    case 'counter':
      return pushRetired(writer)
    case 'back':
      return writer.goBack()
    case 'jump':
      return jump(writer, filling.target?.(at.step))
    case 'stored':
      return stored(writer, filling)
    case 'find':
      code.call(parts.finder(filling))
      return
    case 'flags':
      code.i32(filling.place).call(parts.computeFlags)
  }
}

function pushRetired({ at, code }: RegionWriter): void {
  pushCounter(code, () => {
    code
      .get(LOCALS.fuel)
      .i32(at.executed + 1)
      .op(OP.i32_sub)
  })
}

function pushTyped({ code }: RegionWriter, type: HeldType, value: Constant): void {
  if (type === 'i64') code.i64(value as bigint)
  else if (type === 'i32') code.i32(value as number)
  else code.f64(value as number)
}

function accessLocal({ code }: RegionWriter, opcode: number, local: number): void {
  if (opcode === OP.local_get) code.get(local)
  else if (opcode === OP.local_tee) code.tee(local)
  else code.set(local)
}

function accessRegister(writer: RegionWriter, { opcode, what }: FillingOf<'register'>): void {
  const { code, variables } = writer
  const variable = writer.variableOf(what)
  if (opcode === OP.local_get) code.get(variables.local(variable))
  else if (opcode === OP.local_tee) {
    code.tee(variables.local(variable))
    variables.updateView(variable)
  } else variables.assign(variable)
}

function accessFloat(writer: RegionWriter, { opcode, what }: FillingOf<'float'>): void {
  const { code, variables } = writer
  const variable = writer.variableOf(what)
  const [local, view] = [variables.local(variable), variables.viewOf(variable)]
  if (opcode === OP.local_get) {
    if (view === undefined) code.getFloat(local)
    else code.get(view)
  } else if (view === undefined) code.setFloat(local)
  else code.tee(view).setFloat(local)
}

/** Behind a float there is its view already, which the compiler need not make of the pattern. */
function move(writer: RegionWriter, { from, to }: FillingOf<'move'>): void {
  const { code, variables } = writer
  const [source, target] = [writer.variableOf(from), writer.variableOf(to)]
  const [sourceView, targetView] = [variables.viewOf(source), variables.viewOf(target)]
  code.get(variables.local(source))
  if (sourceView === undefined || targetView === undefined) return variables.assign(target)
  code.set(variables.local(target)).get(sourceView).set(targetView)
}

function extraTemporary(
  { code, extraTemporaries }: RegionWriter,
  { type, position }: ExtraTemporary,
): number {
  const key = `${type} ${position}`
  const local = extraTemporaries.get(key) ?? code.local(type)
  extraTemporaries.set(key, local)
  return local
}

/** A jump is the last effect of its instruction. */
function jump(writer: RegionWriter, target: Constant | undefined): void {
  const { at, code, point, flow, region } = writer
  const { block, executed, step } = at
  writer.point = flow.point(block.index, block.steps.length)
  if (target === undefined) {
    code.set(LOCALS.pc)
    if (step.leaves !== undefined) returnInside(writer, step.leaves)
    else {
      writer.pay(executed + 1)
      writer.leave()
    }
  } else {
    if (writer.hasStored) writer.leaveIfCodeChanged(target)
    if (step.calls) writeCall(writer, target)
    else {
      const at = step.targetAt(distanceFrom(region.memory, target))
      writer.goTo(block.index, at, target, executed + 1)
    }
  }
  writer.point = point
}

/** Goes on where a routine was called that is part of the region, if the address to jump to, in its local, is that place. */
function returnInside(writer: RegionWriter, { resumesAt, resumesPc }: Context): void {
  const { at, code, graph, machine, stacks } = writer
  const { block, executed } = at
  const to = graph.inside(block.index, resumesAt)
  const leave = (): void => {
    writer.pay(executed + 1)
    writer.leave()
  }
  if (to === undefined || stacks === undefined) return leave()
  code.get(LOCALS.pc)
  writer.pushConstant(resumesPc)
  code.op(machine.pc === 'i64' ? OP.i64_ne : OP.i32_ne)
  stacks.orMoved(writer.point, to.index)
  code.if()
  leave()
  code.end()
  writer.goTo(block.index, resumesAt, resumesPc, executed + 1)
}

function stored(writer: RegionWriter, { local, offset, bytes }: FillingOf<'stored'>): void {
  const { code, machine, parts } = writer
  if (!parts.checksStores) return
  writer.hasStored = true
  const held = typeof local === 'number' ? local : extraTemporary(writer, local)
  pushHoldsCode(code, parts.codePages, machine, { local: held, offset, bytes })
  code.if()
  code.get(held).i32(offset).op(OP.i32_add).i32(bytes).call(parts.stored)
  writer.pushGeneration().get(LOCALS.generation).op(OP.i32_ne).set(LOCALS.dirty)
  code.end()
}
