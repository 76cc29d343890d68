// What a machine's folder exports: the description, and how a program becomes a running machine.

import type { Machine } from '../description/machine.js'
import type { Space } from '../description/space.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { SourceMap } from '../diagnostics/source-map.js'
import type { Constant } from '../ir/operators.js'
import type { StackCodeCompiler } from '../stack-code/compiler.js'
import type { Region } from '../state/layout.js'
import type { BoardView, Component, GuestAccess, HostImplementation, PlannedComponent } from './device.js'

/** A component type that board files can name. */
export interface ComponentType<Facts = unknown> {
  readonly summary: string
  /** Whether it needs, or refuses, a size. */
  readonly sized: boolean
  /** Whether it holds the program, and so has to be large enough for it. */
  readonly holdsProgram?: boolean
  /** Makes a component. `position` is its place on the board, `bytes` its size when `sized`. */
  readonly make: (position: number, bytes: number, image: Uint8Array) => Component<Facts>
}

/** One line of a board: a component type, with its size. */
export interface BoardEntry {
  readonly type: string
  /** Size in bytes; `'image'` is the size of the program. */
  readonly bytes?: number | 'image'
  readonly mapped?: boolean
}

/** A program file, taken apart. */
export interface ProgramFile {
  /** What comes into memory. */
  readonly image: Uint8Array
  /** The board that it asks for. */
  readonly board: readonly BoardEntry[]
  /** What its user should know about that, in sentences. */
  readonly notes: readonly string[]
}

/** What came of a source. */
export interface AssembledSource {
  /** Absent when the source has mistakes. */
  readonly image: Uint8Array | undefined
  readonly diagnostics: readonly Diagnostic[]
  /** Where the image comes from, where the language knows. */
  readonly sourceMap?: SourceMap
}

/** A language of a machine's own, where the rules that follow from its instructions are not its language. */
export interface SourceLanguage {
  /** Never throws. */
  readonly assemble: (name: string, text: string) => AssembledSource
  /** Text for an image; annotated with addresses and bytes, or such that it can be assembled where the language allows. */
  readonly disassemble: (image: Uint8Array, annotated: boolean) => string
  /** What an editor colours: TextMate scopes with the patterns of what has them, the first that fits first. */
  readonly colours: readonly (readonly [scope: string, pattern: string])[]
}

/** Everything tools need to know about a machine. `Facts` is private between a machine and its components. */
export interface MachineKit<Facts = unknown> {
  readonly machine: Machine
  /** The space that the board's components are mapped into. */
  readonly space: Space
  readonly components: Readonly<Record<string, ComponentType<Facts>>>
  /** The board a program gets when nobody describes another one. */
  readonly defaultBoard: readonly BoardEntry[]
  /** Takes a program file apart. Absent: the file is the image, and the board the default one. */
  readonly readProgram?: (file: Uint8Array) => ProgramFile
  /** Makes a program file of what comes into memory. Absent: the image is the file. */
  readonly writeProgram?: (image: Uint8Array) => Uint8Array
  /** Absent: sources are in the rule language, with the rules of the machine. */
  readonly language?: SourceLanguage
  /** Compiles stack code, to which languages that are not the machine's own are translated. */
  readonly compiler?: StackCodeCompiler
  /** Memory that no address on the board reaches (operand stacks); components that are not mapped may say its size. */
  readonly ownMemory?: (components: readonly Component<Facts>[]) => readonly Region[]
  /** Registers whose values at power-up depend on the board. */
  readonly powerUp?: (board: BoardView<Facts>) => Readonly<Record<string, Constant>>
  /** What a person should be told about the state in which a program was stopped, in sentences. */
  readonly explain?: (guest: Pick<GuestAccess, 'register'>) => readonly string[]
  /** The host functions of the machine on a board. */
  readonly host: (board: BoardView<Facts>, guest: GuestAccess) => Readonly<Record<string, HostImplementation>>
}

/** Makes the components that a list of board entries names. Throws on unknown types and on wrong sizes. */
export function planBoard<Facts>(
  kit: MachineKit<Facts>,
  entries: readonly BoardEntry[],
  image: Uint8Array,
): readonly PlannedComponent<Facts>[] {
  return entries.map(({ type, bytes, mapped = true }, position) => {
    const known = kit.components[type]
    if (!Object.hasOwn(kit.components, type) || known === undefined) {
      throw new RangeError(`${kit.machine.name} has no component type ${type}`)
    }
    if (known.sized && bytes === undefined) throw new RangeError(`component ${type} needs a size in bytes`)
    if (!known.sized && bytes !== undefined) throw new RangeError(`component ${type} has a fixed size`)
    return { component: known.make(position, bytes === 'image' ? image.length : (bytes ?? 0), image), mapped }
  })
}
