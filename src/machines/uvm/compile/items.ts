// Code while it is being made: instructions of uVM by name, with labels for addresses that are not known yet.

import type { Span } from '../../../core/index.js'

/** A place in the code. */
export class Label {
  constructor(
    /** What assembly text calls it. */
    readonly name: string,
  ) {}
}

/** An instruction. Jumps and calls are written in their short form; which form they get is decided when they are laid out. */
export interface CodeInstruction {
  readonly name: string
  readonly operand?: number | Label
  readonly span: Span
  /** What it means when the program fails here, where the compiler made it fail. */
  readonly failure?: string
}

/** An instruction or the place of a label. */
export type Item = CodeInstruction | Label

/** Whether nothing behind an instruction is reached except through a label. */
export const endsPath = ({ name }: CodeInstruction): boolean =>
  name === 'jmp' || name === 'ret' || name === 'halt' || name === FAILING_JUMP

/** A jump to where no code can be: it certainly fails, needs nothing on the stack, and is one documented instruction. */
export const FAILING_JUMP = 'jmpw'
/** Code has at most 2^24 bytes. */
export const NOWHERE = 0xffffffff
