// Checks that the parts of a machine belong together: names are unique, and everything referred to is declared.

import { type Block, type HostCall, type Statement, visitStatements } from '../ir/effect.js'
import type { MachineDefinition } from './machine.js'
import type { RegisterFile } from './register.js'
import type { AddressType, Space } from './space.js'

type Fail = (message: string) => never

const duplicate = (names: readonly string[]): string | undefined =>
  names.find((name, index) => names.indexOf(name) !== index)

/** Checks what can be checked before any semantics are recorded. */
export function checkParts<A extends AddressType>(definition: MachineDefinition<A>, fail: Fail): void {
  const { registers, spaces, flags = [], initial = [], fetch, pc } = definition
  const twice = (what: string, names: readonly string[]): void => {
    const name = duplicate(names)
    if (name !== undefined) fail(`two ${what} are called ${name}`)
  }
  twice(
    'register files',
    registers.map(({ name }) => name),
  )
  twice(
    'registers',
    registers.flatMap(({ names }) => [...new Set(names)]),
  )
  twice(
    'spaces',
    spaces.map(({ name }) => name),
  )
  if (!spaces.includes(fetch.space))
    fail(`instructions are fetched from ${fetch.space.name}, which is none of its spaces`)
  if (fetch.space.address !== pc)
    fail(`the pc has type ${pc}, but ${fetch.space.name} has ${fetch.space.address} addresses`)
  for (const { file, index } of flags) {
    if (file.type !== 'i32' || index >= file.names.length)
      fail('a flags register must be one register of an i32 file')
    if (!registers.includes(file)) fail(`the flags are in register file ${file.name}, which is not declared`)
  }
  for (const { register } of initial) {
    if (!registers.includes(register.file))
      fail(`${register.name} has an initial value, but its file is not declared`)
  }
  for (const file of registers) {
    if (file.pc !== undefined && file.type !== pc) {
      fail(
        `register file ${file.name} has type ${file.type}, but its register ${file.names[file.pc.index]} is the ${pc} pc`,
      )
    }
  }
  checkStacks(definition, fail)
  checkInstructions(definition, fail)
}

function checkStacks<A extends AddressType>(definition: MachineDefinition<A>, fail: Fail): void {
  const { fetch, registers, spaces, stacks = [] } = definition
  const taken = new Set<unknown>([fetch.space])
  for (const { definition: stack } of stacks) {
    const { capacity, depth, floor, name, space } = stack
    if (!spaces.includes(space))
      fail(`the words of ${name} are in ${space.name}, which is none of its spaces`)
    if (taken.has(space)) fail(`the words of ${name} are in ${space.name}, which holds something else, too`)
    taken.add(space)
    for (const each of [depth, floor, capacity]) {
      if (typeof each !== 'object' || registers.includes(each.file)) continue
      fail(`${name} needs register ${each.name}, which is not declared`)
    }
  }
}

function checkInstructions<A extends AddressType>(definition: MachineDefinition<A>, fail: Fail): void {
  const { instructions, aliases = [], illegal, fetch, registers } = definition
  if (instructions.length === 0) fail('there are no instructions')
  const name = duplicate(instructions.map((instruction) => instruction.name))
  if (name !== undefined) fail(`two instructions are called ${name}; give one of them a name of its own`)
  const misfit = (bytes: number): boolean =>
    !Number.isInteger(bytes) || bytes < 1 || bytes % fetch.align !== 0
  for (const { name, encoding, operands } of instructions) {
    if (misfit(encoding.length)) {
      fail(`instruction ${name} has ${encoding.length} bytes, not a multiple of ${fetch.align}`)
    }
    for (const form of operands.flatMap(({ kind }) => kind.forms)) {
      if (form.kind === 'register' && !registers.includes(form.file)) {
        fail(`instruction ${name} has an operand of register file ${form.file.name}, which is not declared`)
      }
    }
  }
  if (misfit(illegal.length))
    fail(`illegal instructions have ${illegal.length} bytes, not a multiple of ${fetch.align}`)
  for (const { instruction, syntax } of aliases) {
    if (!instructions.includes(instruction)) {
      fail(`alias '${syntax.source}' is of instruction ${instruction.name}, which the machine does not have`)
    }
  }
}

/** Checks recorded semantics against what is declared; `name` is for messages. */
export function checkUses(
  machine: { readonly registers: readonly RegisterFile[]; readonly spaces: readonly Space[] },
  name: string,
  block: Block,
  fail: Fail,
): void {
  visitStatements(block, (statement) => {
    const [file, space] = [fileOf(statement), spaceOf(statement)]
    if (file !== undefined && !machine.registers.includes(file)) {
      fail(`${name} uses register file ${file.name}, which is not declared`)
    }
    if (space !== undefined && !machine.spaces.includes(space)) {
      fail(`${name} uses space ${space.name}, which is not declared`)
    }
  })
}

function fileOf(statement: Statement): RegisterFile | undefined {
  if (statement.kind === 'setFlags') return statement.flags.file
  return statement.kind === 'read' || statement.kind === 'write' ? statement.file : undefined
}

function spaceOf(statement: Statement): Space | undefined {
  return statement.kind === 'load' || statement.kind === 'store' ? statement.space : undefined
}

/** Checks that host calls can be told apart by name. */
export function checkHostCalls(calls: readonly HostCall[], fail: Fail): void {
  const name = duplicate(calls.map((call) => call.name))
  if (name !== undefined) fail(`two host calls are called ${name}`)
}
