// The semantics of an instruction as the manual shows them: operands are read and written by name, without the checks.

import type { Instruction, InstructionOperand } from '../description/instruction.js'
import { numberTypeOf, type WritableOperand } from '../description/operand.js'
import {
  type RegisterFile,
  type RegisterType,
  readRegister,
  registerFile,
  writeRegister,
} from '../description/register.js'
import { constant, eq, i32 } from '../ir/build.js'
import type { Block, Statement } from '../ir/effect.js'
import { specialise, substitute } from '../ir/specialise.js'
import { HoleValue, type Value } from '../ir/value.js'

/** Recorded semantics in which an operand is a register file of its own, named like the operand. */
export interface ShownSemantics {
  readonly block: Block
  /** The files that stand for operands, by operand; numbers have none. */
  readonly operands: readonly (RegisterFile | undefined)[]
}

/** Records the semantics of an instruction on operands that are only names. */
export function showSemantics(instruction: Instruction): ShownSemantics {
  const operands = instruction.operands.map(fileOf)
  const shown = instruction.operands.map((operand, index) => shownOperand(operand, index, operands[index]))
  return { block: specialise(instruction.semanticsOn(shown), { statement: assignedOutcome }), operands }
}

/** A register that is an outcome is shown with its formula; one with flags has their formulas in a table. */
function assignedOutcome(statement: Statement): readonly Statement[] | undefined {
  if (statement.kind !== 'setFlags' || statement.flags.bits.length > 0) return undefined
  const { file, index, parameters, word } = statement.flags
  const inputs = new Map<Value, Value>(parameters.map((parameter, at) => [parameter, statement.inputs[at]]))
  return [{ kind: 'write', file, index: i32(index), value: substitute(word, inputs) }]
}

function fileOf({ name, kind }: InstructionOperand): RegisterFile | undefined {
  const isNumber = kind.forms.every((form) => form.kind === 'number')
  return isNumber ? undefined : registerFile(name, kind.type, [name])
}

function shownOperand(
  { kind }: InstructionOperand,
  index: number,
  file: RegisterFile | undefined,
): WritableOperand<RegisterType> {
  const number = new HoleValue(numberTypeOf(kind), index, 'number', 0n, 2n ** 32n - 1n)
  const registerForm = kind.forms.findIndex((form) => form.kind === 'register')
  const form = new HoleValue('i32', index, 'form', 0n, BigInt(kind.forms.length - 1))
  return {
    get: () => (file === undefined ? (number as Value<RegisterType>) : readRegister(file, i32(0))),
    number,
    isRegister: registerForm < 0 ? constant('bool', false) : eq(form, registerForm),
    set: (value) => {
      if (file === undefined) throw new Error(`operand kind ${kind.name} cannot be assigned`)
      writeRegister(file, i32(0), value as never)
    },
  }
}
