// Rules from a machine's description: one per instruction or alias and combination of operand forms.

import type { Form, FormEncoding, Instruction, Machine, NumberForm, RegisterFile } from '../../core/index.js'
import type { OperandWords } from '../values/context.js'
import { integer } from '../values/value.js'
import { instructionBody, sourcesOf } from './instruction-body.js'
import { literalParts, patternOf } from './pattern.js'
import { constantBody, literalsIn, type Parameter, type ParameterType, type Rule } from './rule.js'
import { RuleSet } from './rule-set.js'
import { type Spelling, spellingsOf, writtenForm } from './spelling.js'

/** What a machine brings to a program. */
export interface MachineRules {
  readonly rules: RuleSet
  /** Its registers, as types for the parameters of rules that programs add. */
  readonly types: ReadonlyMap<string, RuleSet>
}

const derived = new WeakMap<Machine, MachineRules>()

/** The rules of a machine; made once per machine. */
export function rulesOf(machine: Machine): MachineRules {
  const known = derived.get(machine)
  if (known !== undefined) return known
  const registers = new Map<RegisterFile, RuleSet>()
  const rules = new RuleSet(spellingsOf(machine).flatMap((spelling) => rulesOfSpelling(spelling, registers)))
  const types = new Map([...registers].map(([{ name }, set]) => [name, set]))
  const made = { rules, types }
  derived.set(machine, made)
  return made
}

function rulesOfSpelling(spelling: Spelling, registers: Map<RegisterFile, RuleSet>): Rule[] {
  const { instruction, syntax, fixed, warning } = spelling
  const written = syntax.parts.flatMap((part) => (part.kind === 'operand' ? [part.operand] : []))
  const pattern = patternOf(syntax, (operand) => written.indexOf(operand))
  const text = writtenForm(instruction, syntax)
  return combinations(written.map((operand) => instruction.operands[operand].kind.forms.length)).map(
    (forms) => {
      const parameters = written.map((operand, index) =>
        parameterOf(instruction, operand, forms[index], registers),
      )
      const chosen = new Map(
        written.map((operand, parameter) => [operand, { parameter, form: forms[parameter] }]),
      )
      const body = instructionBody(instruction, sourcesOf(instruction, chosen, fixed))
      return { pattern, literals: literalsIn(pattern), parameters, body, text, warning }
    },
  )
}

/** All tuples of indexes below these counts. */
function combinations(counts: readonly number[]): number[][] {
  return counts.reduce<number[][]>(
    (tuples, count) =>
      tuples.flatMap((tuple) => Array.from({ length: count }, (_, index) => [...tuple, index])),
    [[]],
  )
}

function parameterOf(
  instruction: Instruction,
  operand: number,
  form: number,
  registers: Map<RegisterFile, RuleSet>,
): Parameter {
  const { name, kind } = instruction.operands[operand]
  return { name, type: typeOf(kind.forms[form], instruction.encoding.operands[operand][form], registers) }
}

function typeOf(form: Form, place: FormEncoding, registers: Map<RegisterFile, RuleSet>): ParameterType {
  if (form.kind === 'number') {
    const { shift = 0, bias = 0n } = place
    return { kind: 'number', form, words: wordsOf(form), step: 1n << BigInt(shift), bias }
  }
  const known = registers.get(form.file)
  if (known !== undefined) return { kind: 'rules', rules: known, name: form.name }
  const rules = new RuleSet(form.file.names.map(registerRule))
  registers.set(form.file, rules)
  return { kind: 'rules', rules, name: form.name }
}

function registerRule(name: string, code: number): Rule {
  const body = constantBody(integer(BigInt(code), undefined, true))
  const pattern = literalParts(name)
  return { pattern, literals: pattern.length, parameters: [], body, text: name, warning: undefined }
}

function wordsOf({ names }: NumberForm): OperandWords | undefined {
  const entries = Object.entries(names).map(([name, value]) => [name.toLowerCase(), BigInt(value)] as const)
  return entries.length === 0 ? undefined : { names: Object.keys(names), values: new Map(entries) }
}
