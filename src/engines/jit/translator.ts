// Instructions at their places: decodes them and finds the template of their class.

import {
  alwaysLeaves,
  type Block,
  type Constant,
  constant,
  HoleValue,
  type Instruction,
  known,
  type Machine,
  type Operands,
  type PlacedRegion,
  type ReadStatement,
  type RegisterFile,
  type Replacement,
  type Statement,
  specialise,
  type Value,
} from '../../core/index.js'
import { layoutKey, type MachineState, Placement } from '../state.js'
import { type ConstantLoad, withConstants } from './constants.js'
import { FixedValues } from './fixed.js'
import { keyOf } from './modes.js'
import {
  type CodeFacts,
  classOf,
  classValue,
  type OperandClasses,
  operandClasses,
} from './operand-classes.js'
import { plainPart } from './plain.js'
import type { Template } from './template.js'
import { makeTemplate } from './template-writer.js'

/** Values that registers are taken to have, by `keyOf`. */
export type Modes = ReadonlyMap<string, Constant>

/** A decoded instruction that a region can execute. */
export interface Operation {
  readonly versions: Versions
  /** Per operand, in normal form. */
  readonly numbers: readonly Constant[]
}

/** The templates of a class. At least one of them exists. */
export interface Versions {
  /** Loads everything when it runs. */
  readonly loading: Template | undefined
  /** Takes what lies at fixed addresses as constant. */
  readonly constant: Template | undefined
}

/** An instruction with known forms of its operands: what their classes are, and the templates made so far. */
interface Shape {
  readonly instruction: Instruction
  readonly forms: readonly number[]
  /** Its semantics with these forms. */
  readonly block: Block
  readonly classes: readonly OperandClasses[]
  readonly templates: Level
}

/** Templates by the class of each operand, one level per operand; the last level holds the templates. */
type Level = Map<Constant, Level | Versions | undefined>

/** Bytes of the longest instructions that can be told apart by a number. */
const MOST_KEY_BYTES = 6
/** log2 of the instructions that are remembered by their bytes. */
const RECENT_BITS = 10
/** An odd number that spreads bytes over all bits. */
const HASH = 0x9e3779b1

/** Translates instructions of one machine in one mode; keeps the templates. */
export class Translator {
  private readonly shapes = new Map<Instruction, Shape[]>()
  /** What instructions were found to be lately, by hashes of their bytes; few enough to stay in the processor's cache. */
  private readonly recent: (Operation | undefined)[] = new Array(1 << RECENT_BITS).fill(undefined)
  /** Their bytes as numbers. */
  private readonly recentKeys = new Float64Array(1 << RECENT_BITS)
  private readonly bytes: Uint8Array

  constructor(
    private readonly placement: Placement,
    private readonly modes: Modes,
  ) {
    this.bytes = new Uint8Array(placement.machine.decoder.longest)
  }

  /** The instruction `at` bytes into a region of memory; undefined when a region has to end before it. */
  translate(state: MachineState, memory: PlacedRegion, at: number): Operation | undefined {
    const { bytes } = this
    const count = Math.min(bytes.length, memory.bytes - at)
    let key = 0
    for (let index = 0; index < count; index++) {
      bytes[index] = state.guestByte(memory, at + index)
      // A key of four bytes stays a small integer.
      key = index < 4 ? (key << 8) | bytes[index] : key * 256 + bytes[index]
    }
    const isKey = count === bytes.length && count <= MOST_KEY_BYTES
    const place = Math.imul(key, HASH) >>> (32 - RECENT_BITS)
    if (isKey && this.recentKeys[place] === key) {
      const seen = this.recent[place]
      if (seen !== undefined) return seen
    }
    const decoded = state.machine.decoder.read(bytes, 0, count)
    const operation = typeof decoded === 'string' ? undefined : this.operation(decoded)
    if (isKey && operation !== undefined) {
      this.recent[place] = operation
      this.recentKeys[place] = key
    }
    return operation
  }

  private operation(decoded: Operands): Operation | undefined {
    const { numbers } = decoded
    const versions = this.versions(this.shapeOf(decoded), numbers)
    return versions && { versions, numbers }
  }

  private shapeOf({ instruction, forms }: Operands): Shape {
    const known = this.shapes.get(instruction) ?? []
    for (const shape of known) if (shape.forms === forms || isSame(shape.forms, forms)) return shape
    const block = specialise(instruction.semantics(), {
      leaf: (leaf) =>
        leaf instanceof HoleValue && leaf.part === 'form' ? constant('i32', forms[leaf.operand]) : undefined,
    })
    const codes = instruction.operands.map(({ kind }, operand) => {
      const form = kind.forms[forms[operand]]
      return form.kind === 'register' ? this.codeFacts(form.file) : undefined
    })
    const classes = operandClasses(block, codes, new FixedValues())
    const made: Shape = { instruction, forms, block, classes, templates: new Map() }
    this.shapes.set(instruction, [...known, made])
    return made
  }

  /** Flags and modes are registers that translations treat in their own way. */
  private codeFacts(file: RegisterFile): CodeFacts {
    const flags = this.placement.machine.flags.filter((each) => each.file === file).map(({ index }) => index)
    const modes = file.names.flatMap((_, index) => (this.modes.has(keyOf({ file, index })) ? [index] : []))
    return { registers: file.names.length, special: [...flags, ...modes] }
  }

  private versions(shape: Shape, numbers: readonly Constant[]): Versions | undefined {
    let level = shape.templates
    const last = numbers.length - 1
    for (let operand = 0; operand < last; operand++) {
      const key = classOf(shape.classes[operand], numbers[operand])
      const next = (level.get(key) as Level | undefined) ?? new Map()
      level.set(key, next)
      level = next
    }
    const key = last < 0 ? 0 : classOf(shape.classes[last], numbers[last])
    if (level.has(key)) return level.get(key) as Versions | undefined
    const made = this.make(shape, numbers)
    level.set(key, made)
    return made
  }

  private make({ instruction, block, classes }: Shape, numbers: readonly Constant[]): Versions | undefined {
    const holes = new Map<number, ReturnType<typeof classValue>>()
    const bound = specialise(block, {
      leaf: (leaf) => {
        if (!(leaf instanceof HoleValue)) return undefined
        const { operand } = leaf
        const value = holes.get(operand) ?? classValue(classes[operand], leaf, numbers[operand])
        holes.set(operand, value)
        return value.type === leaf.type ? value : undefined
      },
      read: (statement) => modeValue(statement, this.modes),
      inlines: (routine) => !alwaysLeaves(routine.body()),
    })
    const template = (from: Block, loads?: readonly ConstantLoad[]): Template | undefined => {
      const plain = plainPart(from, (statement) => writesMode(statement, this.modes))
      return plain && makeTemplate(this.placement, plain, instruction.encoding.length, loads)
    }
    const replaced = withConstants(bound)
    const versions = {
      loading: template(bound),
      constant: replaced && template(replaced.block, replaced.loads),
    }
    return versions.loading === undefined && versions.constant === undefined ? undefined : versions
  }
}

function isSame(forms: readonly number[], others: readonly number[]): boolean {
  for (let operand = 0; operand < forms.length; operand++)
    if (forms[operand] !== others[operand]) return false
  return true
}

/** Translators by machine, and there by layout and modes: machines of one kind share their templates. */
const translators = new WeakMap<Machine, Map<string, Translator>>()

/** Most translators kept per machine; the oldest goes first. */
const MOST_TRANSLATORS = 16

/** The translator for a state's layout and some modes. */
export function translatorFor({ machine, layout }: MachineState, modes: Modes): Translator {
  const all = translators.get(machine) ?? new Map<string, Translator>()
  translators.set(machine, all)
  const key = [layoutKey(layout), ...[...modes].flat()].join(' ')
  const found = all.get(key)
  if (found !== undefined) return found
  if (all.size >= MOST_TRANSLATORS) all.delete(all.keys().next().value as string)
  const made = new Translator(new Placement(machine, layout), modes)
  all.set(key, made)
  return made
}

/** What a read gives when its register is a mode. */
export function modeValue(statement: ReadStatement, modes: Modes): Replacement | undefined {
  const mode = modeOf(statement, modes)
  return mode === undefined ? undefined : { statements: [], value: constant(statement.target.type, mode) }
}

function writesMode(statement: Statement, modes: Modes): boolean {
  return statement.kind === 'write' && modeOf(statement, modes) !== undefined
}

/** The value of the mode register that is meant. A class of registers contains none. */
function modeOf({ file, index }: { file: RegisterFile; index: Value }, modes: Modes): Constant | undefined {
  const exact = known(index)
  return exact === undefined ? undefined : modes.get(keyOf({ file, index: Number(exact) }))
}
