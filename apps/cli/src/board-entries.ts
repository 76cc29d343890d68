// The board that a program runs on: the machine's default one, grown to hold the program, or the one in a file.

import type { BoardEntry, MachineKit } from 'isaforge/core'
import { grouped } from './numbers.js'

/** A board, and what its user should know about it. */
export interface ChosenBoard {
  readonly entries: readonly BoardEntry[]
  readonly notes: readonly string[]
}

/** The machine's default board; what holds the program is enlarged where the program needs it. */
export function defaultBoardFor(kit: MachineKit, image: Uint8Array): ChosenBoard {
  const notes: string[] = []
  const entries = kit.defaultBoard.map((entry): BoardEntry => {
    const { type, bytes } = entry
    const holdsProgram = kit.components[type]?.holdsProgram === true
    if (!holdsProgram || typeof bytes !== 'number' || bytes >= image.length) return entry
    notes.push(growthNote(type, bytes, image.length))
    return { ...entry, bytes: image.length }
  })
  return { entries, notes }
}

function growthNote(type: string, bytes: number, needed: number): string {
  return (
    `the program has ${grouped(needed)} bytes, so the ${type} of the default board grew from ${grouped(bytes)}; ` +
    'components behind it have other addresses than usual (--board FILE describes another board)'
  )
}
