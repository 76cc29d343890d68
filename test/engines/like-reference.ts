// Holds an engine to the reference engine: the same state wherever a run is cut, in cold code and in warm code.
import { decodeSnapshot, type EngineName, encodeSnapshot, type VirtualMachine } from 'isaforge/engines'
import { bus } from 'isaforge/machines/lrvm'
import { expect } from 'vitest'
import type { Argument } from './code.js'
import { LRVM_RAM, lrvmWith, stateOf } from './fixtures.js'

/** A program in ROM at address 0 and the registers it starts with. */
export interface Case {
  readonly program: readonly (readonly [string, ...Argument[]])[]
  readonly registers?: Readonly<Record<string, number>>
}

/** More instructions than any case executes. */
const FUEL = 5_000

/** The case, ready to start. */
export function started(engine: EngineName, { program, registers = {} }: Case): VirtualMachine {
  const { vm } = lrvmWith(engine, program)
  settle(vm, registers)
  return vm
}

/** Back to the start without touching the code, so that what was compiled stays. */
function settle(vm: VirtualMachine, registers: Readonly<Record<string, number>>): void {
  vm.reset()
  vm.fillMemory(bus, BigInt(LRVM_RAM), 0x100, new Uint8Array())
  for (const [name, value] of Object.entries(registers)) vm.setRegister(name, value)
}

/** The states of the reference engine after 0, 1, 2, … instructions, up to its stop. */
function tracedStates(subject: Case): readonly unknown[] {
  const vm = started('reference', subject)
  const states = [stateOf(vm)]
  while (states.length < FUEL && vm.run(1).kind === 'fuel') states.push(stateOf(vm))
  expect(states.length).toBeLessThan(FUEL)
  return [...states, stateOf(vm)]
}

/** Runs the case whole, and cut at every point, from cold and from compiled code. Returns the finished machine. */
export function expectLikeReference(engine: EngineName, subject: Case): VirtualMachine {
  const states = tracedStates(subject)
  const final = states[states.length - 1]
  const vm = started(engine, subject)
  const cold = vm.snapshot()
  const runFrom = (cut: number): void => {
    vm.run(cut)
    expect(stateOf(vm)).toEqual(states[cut])
    vm.run(FUEL)
    expect(stateOf(vm)).toEqual(final)
  }
  for (let cut = 0; cut < states.length; cut++) {
    vm.restore(cold)
    runFrom(cut)
    settle(vm, subject.registers ?? {})
    runFrom(cut)
  }
  return vm
}

/** Takes snapshots of compiled code at every point; each continues on `other` to the same end. */
export function expectSnapshotsContinue(engine: EngineName, other: EngineName, subject: Case): void {
  const vm = started(engine, subject)
  vm.run(FUEL)
  const [total, final] = [vm.retired, stateOf(vm)]
  const continued = lrvmWith(other, []).vm
  for (let cut = 0; cut < total; cut++) {
    settle(vm, subject.registers ?? {})
    vm.run(cut)
    continued.restore(decodeSnapshot(encodeSnapshot(vm.snapshot())))
    continued.run(FUEL)
    expect(stateOf(continued)).toEqual(final)
  }
}
