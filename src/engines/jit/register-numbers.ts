// One number for every register of a machine that a region can keep in a local, those of its flags included.

import { type Machine, type RegisterFile, slotsOf } from '../../core/index.js'
import { regionFlags } from './flags.js'
import { keptStacks } from './operand-stacks.js'

/** Numbers registers: the files one after another, each with as many numbers as it has slots in memory. */
export class RegisterNumbers {
  /** One more than the largest number. */
  readonly count: number
  private readonly firsts = new Map<RegisterFile, number>()

  constructor(machine: Machine) {
    const files = [
      ...machine.registers,
      ...regionFlags(machine).map(({ file }) => file),
      ...keptStacks(machine).map(({ words }) => words),
    ]
    let next = 0
    for (const file of files) {
      this.firsts.set(file, next)
      next += slotsOf(file)
    }
    this.count = next
  }

  /** The number of the file's register 0; the others follow. */
  first(file: RegisterFile): number {
    const found = this.firsts.get(file)
    if (found === undefined) throw new Error(`the machine has no register file ${file.name}`)
    return found
  }

  /** The file that a number belongs to, and the register's index in it. */
  register(number: number): { readonly file: RegisterFile; readonly index: number } {
    for (const [file, first] of this.firsts) {
      if (number >= first && number < first + slotsOf(file)) return { file, index: number - first }
    }
    throw new Error(`no register has the number ${number}`)
  }
}

const byMachine = new WeakMap<Machine, RegisterNumbers>()

/** The numbers of a machine's registers. */
export function registerNumbers(machine: Machine): RegisterNumbers {
  const found = byMachine.get(machine) ?? new RegisterNumbers(machine)
  byMachine.set(machine, found)
  return found
}
