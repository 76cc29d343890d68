// A machine description as a whole: what its author gives, what is checked when it is loaded, what tools receive.

import {
  type Block,
  type Flags,
  type HostCall,
  type Routine,
  type Trap,
  visitStatements,
} from '../ir/effect.js'
import { recordBlock } from '../ir/record.js'
import { TemporaryValue, type Value } from '../ir/value.js'
import { checkBlocking } from './blocking.js'
import { Decoder, findOverlap } from './codec.js'
import type { Alias, Instruction } from './instruction.js'
import type { OperandStack } from './operand-stack.js'
import { checkHostCalls, checkParts, checkUses } from './parts-check.js'
import type { Register, RegisterFile } from './register.js'
import type { AddressType, Space } from './space.js'
import type { Syntax } from './syntax.js'

/** How the machine fetches instructions. */
export interface FetchDefinition<A extends AddressType> {
  readonly space: Space<A>
  /** Instructions start at multiples of this many bytes. */
  readonly align: 1 | 2 | 4 | 8
  /**
   * Checks and translates the pc before each fetch; may end the instruction instead. Absent: the pc is the address and
   * is always acceptable.
   */
  readonly locate?: (pc: Value<A>) => Value<A> | undefined
  /** While this holds, `locate` gives every aligned pc back unchanged. Absent: always, when there is no `locate`. */
  readonly direct?: () => Value<'bool'>
  /** Code that is not in directly accessible memory: yields one instruction word, or ends the instruction. */
  readonly outside: (address: Value<A>) => Value<'i32'> | undefined | void
}

/** Facts about the machine's assembly language. */
export interface AssemblyDefinition {
  /** File name extensions of sources and of images, with the dot. */
  readonly sourceExtensions: readonly string[]
  readonly imageExtensions: readonly string[]
  /** Top-level symbols are aligned to this many bits. */
  readonly labelAlign: number
  /** The language of its sources: one of rules, derived from the instructions, unless said otherwise. */
  readonly dialect?: 'rules' | 'sections'
  /** Words for numbers that sources may use anywhere. */
  readonly constants?: Readonly<Record<string, number>>
  /** Data directive that the disassembler uses for bytes it cannot decode, `#d32` for example. */
  readonly rawDirective: string
}

/** What the author of a machine writes. */
export interface MachineDefinition<A extends AddressType = AddressType> {
  /** Short lower-case name, used on the command line. */
  readonly name: string
  readonly title: string
  readonly summary: string
  /** Type of the program counter. */
  readonly pc: A
  readonly registers: readonly RegisterFile[]
  /** Registers that are not 0 after a reset. */
  readonly initial?: readonly { readonly register: Register; readonly value: number | bigint }[]
  readonly flags?: readonly Flags[]
  readonly spaces: readonly Space[]
  /** Operand stacks, whose words engines may keep at hand. */
  readonly stacks?: readonly OperandStack[]
  readonly fetch: FetchDefinition<A>
  readonly instructions: readonly Instruction[]
  readonly aliases?: readonly Alias[]
  /** Bytes that are no instruction: their length and what executing them does. */
  readonly illegal: { readonly length: number; readonly does: () => void }
  /** An instruction whose last bytes do not exist. Absent: treated as illegal. */
  readonly truncated?: () => void
  readonly assembly: AssemblyDefinition
}

/** Fetching, recorded. Parameters are bound to the pc or the located address. */
export interface Fetch {
  readonly space: Space
  readonly align: number
  readonly pc: TemporaryValue<AddressType>
  readonly locate: Block | undefined
  readonly direct: Block | undefined
  readonly address: TemporaryValue<AddressType>
  readonly outside: Block
  /** Bound to what `outside` yields. */
  readonly word: TemporaryValue<'i32'>
}

/** A checked machine description, as tools receive it. Deeply immutable. */
export interface Machine {
  readonly name: string
  readonly title: string
  readonly summary: string
  readonly pc: AddressType
  readonly registers: readonly RegisterFile[]
  readonly initial: readonly { readonly register: Register; readonly value: number | bigint }[]
  readonly flags: readonly Flags[]
  readonly spaces: readonly Space[]
  readonly stacks: readonly OperandStack[]
  readonly instructions: readonly Instruction[]
  readonly aliases: readonly Alias[]
  readonly assembly: AssemblyDefinition
  readonly decoder: Decoder
  readonly fetch: () => Fetch
  /** What is executed for bytes that are no instruction, or not a whole one. */
  readonly illegal: () => Block
  readonly illegalLength: number
  readonly truncated: () => Block
  /** Everything the semantics call or can end in, in order of first use. */
  readonly traps: () => readonly Trap[]
  readonly hostCalls: () => readonly HostCall[]
  readonly routines: () => readonly Routine[]
  instruction(name: string): Instruction | undefined
}

/** Checks a definition and makes it usable by tools. Throws an `Error` that names the offending instruction. */
export function defineMachine<A extends AddressType>(definition: MachineDefinition<A>): Machine {
  const { aliases = [], flags = [], initial = [], instructions, fetch } = definition
  const fail = (message: string): never => {
    throw new Error(`machine ${definition.name}: ${message}`)
  }
  checkParts(definition, fail)
  checkSyntax(instructions, aliases, fail)
  const overlap = findOverlap(instructions)
  if (overlap !== undefined)
    fail(`instructions ${overlap.first.name} and ${overlap.second.name} overlap in encoding`)
  const illegal = once(() => recordBlock(() => void definition.illegal.does() as undefined))
  const truncated = once(() =>
    recordBlock(() => void (definition.truncated ?? definition.illegal.does)() as undefined),
  )
  const recordedFetch = once(() => recordFetch(fetch))
  const uses = once(() => {
    const { locate, outside } = recordedFetch()
    const fetching = locate === undefined ? [outside] : [locate, outside]
    const named = [
      ...instructions.map((instruction) => ({
        name: `instruction ${instruction.name}`,
        block: instruction.semantics(),
      })),
      { name: 'what bytes that are no instruction do', block: illegal() },
      { name: 'what an incomplete instruction does', block: truncated() },
    ]
    try {
      checkBlocking(fetching, named)
    } catch (cause) {
      fail((cause as Error).message)
    }
    const all = [...named, ...fetching.map((block) => ({ name: 'the fetch', block }))]
    const used = collectUses(all.map(({ block }) => block))
    const routines = used.routines.map((routine) => ({
      name: `routine ${routine.name}`,
      block: routine.body(),
    }))
    for (const { name, block } of [...all, ...routines]) checkUses(definition, name, block, fail)
    checkHostCalls(used.hostCalls, fail)
    return used
  })
  const byName = new Map(instructions.map((instruction) => [instruction.name, instruction]))
  return {
    name: definition.name,
    title: definition.title,
    summary: definition.summary,
    pc: definition.pc,
    registers: definition.registers,
    initial,
    flags,
    spaces: definition.spaces,
    stacks: definition.stacks ?? [],
    instructions,
    aliases,
    assembly: definition.assembly,
    decoder: new Decoder(instructions),
    fetch: recordedFetch,
    illegal,
    illegalLength: definition.illegal.length,
    truncated,
    traps: () => uses().traps,
    hostCalls: () => uses().hostCalls,
    routines: () => uses().routines,
    instruction: (name) => byName.get(name),
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function recordFetch<A extends AddressType>(fetch: FetchDefinition<A>): Fetch {
  const { space, align, locate, direct, outside } = fetch
  const pc = new TemporaryValue<A>(space.address, 'pc')
  const address = new TemporaryValue<A>(space.address, 'address')
  return {
    space,
    align,
    pc,
    address,
    locate: locate && recordBlock(() => locate(pc)),
    direct: direct && recordBlock(direct),
    outside: recordBlock(() => outside(address) ?? undefined),
    word: new TemporaryValue('i32', 'word'),
  }
}

/** Two instructions must not be written alike: same text, and operands that accept the same forms in the same places. */
function checkSyntax(
  instructions: readonly Instruction[],
  aliases: readonly Alias[],
  fail: (message: string) => never,
): void {
  const seen = new Map<string, string>()
  const check = (instruction: Instruction, syntax: Syntax): void => {
    for (const shape of new Set(shapesOf(instruction, syntax))) {
      const other = seen.get(shape)
      if (other !== undefined)
        fail(`instructions ${other} and ${instruction.name} are both written '${syntax.source}'`)
      seen.set(shape, instruction.name)
    }
  }
  for (const instruction of instructions) check(instruction, instruction.syntax)
  for (const { instruction, syntax, assembles } of aliases) if (assembles) check(instruction, syntax)
}

function shapesOf(instruction: Instruction, syntax: Syntax): readonly string[] {
  return syntax.parts.reduce<readonly string[]>(
    (shapes, part) => {
      const pieces =
        part.kind === 'text'
          ? [part.text.replaceAll(/\s+/g, ' ').toLowerCase()]
          : instruction.operands[part.operand].kind.forms.map((form) =>
              form.kind === 'register' ? `{register ${form.file.name}}` : '{number}',
            )
      return shapes.flatMap((shape) => pieces.map((piece) => shape + piece))
    },
    [''],
  )
}

function collectUses(blocks: readonly Block[]): {
  readonly traps: readonly Trap[]
  readonly hostCalls: readonly HostCall[]
  readonly routines: readonly Routine[]
} {
  const traps = new Set<Trap>()
  const hostCalls = new Set<HostCall>()
  const routines = new Set<Routine>()
  const visit = (block: Block): void =>
    visitStatements(block, (statement) => {
      if (statement.kind === 'trap') traps.add(statement.trap)
      if (statement.kind === 'host') hostCalls.add(statement.call)
      if (statement.kind === 'call' && !routines.has(statement.routine)) {
        routines.add(statement.routine)
        visit(statement.routine.body())
      }
    })
  for (const block of blocks) visit(block)
  return { traps: [...traps], hostCalls: [...hostCalls], routines: [...routines] }
}
