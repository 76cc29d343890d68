// Templates: the code of an instruction for a class of operands, with marks where registers, constants and what depends on
// the region have to be filled in. An instruction is specialised and lowered once per class; each further one of the class
// only copies bytes.

import {
  type Block,
  blocksOf,
  ConstantValue,
  ContextValue,
  childrenOf,
  constant,
  known,
  OperationValue,
  type Register,
  type RegisterFile,
  type Statement,
  slotsOf,
  type Value,
  valuesOf,
  visitStatements,
} from '../../core/index.js'
import type { ConstantLoad } from './constants.js'
import type { RegisterStep } from './contents.js'
import { compileFixed, type Fixed, type FixedValues, type Site } from './fixed.js'
import type { CertainKinds, KindChange } from './flags.js'
import type { RegisterNumbers } from './register-numbers.js'
import type { StackUse } from './stack-use.js'
import type { MarkedCode } from './template-code.js'

/** A register as an instruction names it: the same one always, or one that an operand chooses. */
export interface RegisterReference {
  /** Its position among the references of its template. */
  readonly place: number
  readonly file: RegisterFile
  /** The register's number, when it is always the same. */
  readonly number: number
  /** Otherwise: number of the file's first register, code of the register, and the mask that keeps it in the file. */
  readonly code: Fixed | undefined
  readonly mask: number
}

/** The number of the register that a reference means for an instruction. */
export function referredTo({ number, code, mask }: RegisterReference, site: Site): number {
  return code === undefined ? number : number + ((code(site) as number) & mask)
}

/** Where control goes behind an instruction. */
export interface Flow {
  /** Addresses it can jump to, as far as they are known. */
  readonly targets: readonly Fixed[]
  /** Whether it can go on to the instruction behind it. */
  readonly fallsThrough: boolean
  /** Whether it jumps and keeps the address behind it, to which it will be returned. */
  readonly calls: boolean
}

/** A register that an instruction uses, and how. */
export interface RegisterUse {
  readonly reference: RegisterReference
  readonly reads: boolean
  /** Whether it possibly, and whether it certainly writes it. */
  readonly mayWrite: boolean
  readonly mustWrite: boolean
}

/** An instruction's code for one class of operands. */
export interface Template extends Flow {
  /** The registers it uses, each at the place of its reference. */
  readonly uses: readonly RegisterUse[]
  /** Registers that are read as floats, and those that are assigned to others, by their places. */
  readonly floats: readonly number[]
  readonly moves: readonly (readonly [from: number, to: number])[]
  /** What it takes from memory as constants. */
  readonly loads: readonly ConstantLoad[]
  /** Bytes of the guest's instruction. */
  readonly length: number
  readonly code: MarkedCode
  /** Whether it can go back to the interpreter at its start. */
  readonly canGoBack: boolean
  /** Whether it stores to memory. */
  readonly stores: boolean
  /** What it does to the kinds of flags. */
  readonly changes: readonly KindChange[]
  /** What it always does with registers, in order. */
  readonly steps: readonly RegisterStep[]
  /** Its plain block if something in it is done on a condition. */
  readonly conditional: Block | undefined
  /** What it does with kept stacks; undefined when its code is for regions that keep none. */
  readonly stackUse: StackUse | undefined
  /** The template for regions that keep stacks, if the instruction can be executed there. */
  readonly kept: Template | undefined
  /** The same for certain kinds of the flags that it reads; undefined when it reads none. */
  readonly forKinds: ((certain: CertainKinds) => Template) | undefined
}

/** The registers that one template refers to; the same reference for the same register. */
export class References {
  private readonly uses: {
    reference: RegisterReference
    reads: boolean
    mayWrite: boolean
    mustWrite: boolean
  }[] = []

  constructor(
    private readonly numbers: RegisterNumbers,
    private readonly fixed: FixedValues,
  ) {}

  /** The register that an index means, as one of the template's. */
  of(file: RegisterFile, index: Value): RegisterReference {
    return this.use(file, index).reference
  }

  /** Notes what a block does with registers, and gives everything that was ever referred to. */
  usesIn(block: Block): readonly RegisterUse[] {
    visitStatements(block, (statement) => {
      if (statement.kind === 'read') this.use(statement.file, statement.index).reads = true
      if (statement.kind === 'write') this.use(statement.file, statement.index).mayWrite = true
    })
    for (const statement of block.statements)
      if (statement.kind === 'write') this.use(statement.file, statement.index).mustWrite = true
    return this.uses
  }

  /** What a block always does with registers, in order. */
  stepsIn({ statements }: Block): readonly RegisterStep[] {
    return statements.flatMap((statement): readonly RegisterStep[] => {
      if (statement.kind !== 'read' && statement.kind !== 'write') return []
      const reference = this.of(statement.file, statement.index)
      if (statement.kind === 'read') return [{ kind: 'read', reference, target: statement.target }]
      const value = statement.file.bits < 32 ? undefined : statement.value
      return [{ kind: 'write', reference, value }]
    })
  }

  /** Notes that a register is certainly assigned without a statement that says so. */
  noteMoved({ file, index }: Register): void {
    const use = this.use(file, constant('i32', index))
    use.mayWrite = true
    use.mustWrite = true
  }

  private use(file: RegisterFile, index: Value): (typeof this.uses)[number] {
    const mask = slotsOf(file) - 1
    const first = this.numbers.first(file)
    const exact = index instanceof ConstantValue ? Number(index.constant) & mask : undefined
    const code = exact === undefined ? this.codeOf(index) : undefined
    const number = first + (exact ?? 0)
    const found = this.uses.find(({ reference }) => reference.number === number && reference.code === code)
    if (found !== undefined) return found
    const reference = { place: this.uses.length, file, number, code, mask }
    const made = { reference, reads: false, mayWrite: false, mustWrite: false }
    this.uses.push(made)
    return made
  }

  private readonly codes = new Map<Value, Fixed>()

  private codeOf(index: Value): Fixed {
    if (!this.fixed.isFixed(index)) throw new Error('a template does not know which register it means')
    const found = this.codes.get(index) ?? compileFixed(index)
    this.codes.set(index, found)
    return found
  }
}

/** Whether all registers of a block are known as soon as the operands are. */
export function namesItsRegisters(block: Block, fixed: FixedValues): boolean {
  let all = true
  visitStatements(block, (statement) => {
    if (statement.kind === 'read' || statement.kind === 'write') all &&= fixed.isFixed(statement.index)
  })
  return all
}

/** Where control goes behind a block whose jumps are last. */
export function flowOf(block: Block, length: number, fixed: FixedValues): Flow {
  const jumps = jumpsIn(block)
  const targets = jumps.filter((target) => fixed.isFixed(target)).map(compileFixed)
  const fallsThrough = completes(block)
  return { targets, fallsThrough, calls: !fallsThrough && jumps.length > 0 && keepsAddress(block, length) }
}

function jumpsIn(block: Block): readonly Value[] {
  return block.statements.flatMap((statement) =>
    statement.kind === 'jump' ? [statement.target] : blocksOf(statement).flatMap(jumpsIn),
  )
}

/** Whether some path runs to the end of the block without jumping. Jumps are last (checked before). */
function completes(block: Block): boolean {
  const last = block.statements[block.statements.length - 1]
  if (last === undefined) return true
  if (last.kind === 'jump' || last.kind === 'trap') return false
  return last.kind === 'when' ? completes(last.then) || completes(last.otherwise) : true
}

/** Whether the instruction stores the address behind it somewhere: then it is a call. */
function keepsAddress(block: Block, length: number): boolean {
  return block.statements.some(
    (statement) =>
      (statement.kind === 'store' || statement.kind === 'write') && isNextPc(statement.value, length),
  )
}

function isNextPc(value: Value, length: number): boolean {
  if (value instanceof ContextValue) return value.name === 'nextPc'
  if (!(value instanceof OperationValue) || !value.operator.endsWith('.add')) return false
  const [base, distance] = value.values
  return base instanceof ContextValue && base.name === 'pc' && Number(known(distance)) === length
}

/** Reads whose register nothing writes before the value was used for the last time. */
export function readsInPlace(block: Block): ReadonlySet<Statement> {
  const found = new Set<Statement>()
  const visit = (inner: Block): void => {
    inner.statements.forEach((statement, index) => {
      if (statement.kind === 'read' && staysUntilLastUse(inner, index)) found.add(statement)
      for (const nested of blocksOf(statement)) visit(nested)
    })
  }
  visit(block)
  return found
}

/** Whether a register that is read keeps its value until nobody in the block needs it any more. */
function staysUntilLastUse({ statements, result }: Block, index: number): boolean {
  const read = statements[index] as Extract<Statement, { kind: 'read' }>
  const uses = (value: Value): boolean => value === read.target || childrenOf(value).some(uses)
  let written = false
  for (const statement of statements.slice(index + 1)) {
    const isUsed = usesIn(statement, uses)
    if (written && isUsed) return false
    const writes = writesIn(statement, read.file)
    // A write takes its value first; of anything larger the order is not looked at.
    if (writes && isUsed && statement.kind !== 'write') return false
    written ||= writes
  }
  return !written || result === undefined || !uses(result)
}

function usesIn(statement: Statement, uses: (value: Value) => boolean): boolean {
  return (
    valuesOf(statement).some(uses) ||
    blocksOf(statement).some(
      (inner) =>
        inner.statements.some((nested) => usesIn(nested, uses)) ||
        (inner.result !== undefined && uses(inner.result)),
    )
  )
}

function writesIn(statement: Statement, file: RegisterFile): boolean {
  if (statement.kind === 'write') return statement.file === file
  return blocksOf(statement).some((inner) => inner.statements.some((nested) => writesIn(nested, file)))
}
