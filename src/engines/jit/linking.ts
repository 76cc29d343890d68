// Calls between the regions of a group, and what they need not do: registers go to the callee as parameters instead of through
// memory, and what the callee does not look at stays where it is.

import type { RegisterFile } from '../../core/index.js'
import { type CallEffects, VariableSets } from './dataflow.js'
import { codeOf, distanceOf, FIRST_WORD, keptStacks, stackOf } from './operand-stacks.js'
import type { DirectCall, Parameter, RegionAnalysis } from './region-analysis.js'
import { registerNumbers } from './register-numbers.js'
import { MOST_PARAMETERS } from './template-code.js'

/** Most registers that are passed. V8 passes the first few in registers of the host, the others on its stack. */
const MOST_PASSED = 6

const NONE: ReadonlySet<number> = new Set()

/** A register: one of the machine's, or a word of a stack at a distance from a region's base. */
interface Named {
  readonly file: RegisterFile
  readonly number: number
  readonly stack: number | undefined
  readonly distance: number
}

/** A set of registers; of a stack, all words from some distance on. */
class Registers {
  private readonly numbers: Uint8Array
  private readonly words: number[]

  constructor(count: number, stacks: number) {
    this.numbers = new Uint8Array(count)
    this.words = new Array(stacks).fill(Number.POSITIVE_INFINITY)
  }

  addAll(): void {
    this.numbers.fill(1)
    this.words.fill(Number.NEGATIVE_INFINITY)
  }

  add({ number, stack, distance }: Named): void {
    if (stack === undefined) this.numbers[number] = 1
    else this.words[stack] = Math.min(this.words[stack], distance)
  }

  /** Whether it is in the set, for a caller that is this far below. */
  has({ number, stack, distance }: Named, distances: readonly number[]): boolean {
    return stack === undefined ? this.numbers[number] === 1 : distance - distances[stack] >= this.words[stack]
  }

  /** Adds the registers of a callee; tells whether any is new. */
  join(callee: Registers, distances: readonly number[]): boolean {
    let isNew = false
    callee.numbers.forEach((has, number) => {
      if (has <= this.numbers[number]) return
      this.numbers[number] = 1
      isNew = true
    })
    callee.words.forEach((from, stack) => {
      const distance = from + distances[stack]
      if (distance >= this.words[stack]) return
      this.words[stack] = distance < FIRST_WORD ? Number.NEGATIVE_INFINITY : distance
      isNew = true
    })
    return isNew
  }
}

/** What a region, with everything that it calls, does while it runs, seen from its entry. */
interface Summary {
  /** Registers of which the place in memory is looked at or assigned. */
  readonly touched: Registers
  /** Those of them that may be assigned. */
  readonly written: Registers
}

/** Finds the direct calls in a group, and prepares its regions for them. */
export function linkGroup(regions: readonly RegionAnalysis[]): void {
  if (regions.every(({ region }) => region.callees.size === 0)) return
  // A machine with so many stacks cannot even pass where they are.
  if (keptStacks(regions[0].machine).length > MOST_PARAMETERS) return
  const byEntry = new Map(regions.map((each) => [each.region.entry, each]))
  const called = new Set<RegionAnalysis>()
  for (const caller of regions)
    for (const { index } of caller.graph.blocks)
      for (const target of caller.calleesOf(index)) {
        const callee = byEntry.get(target)
        if (callee !== undefined && distancesOf(caller, index, callee) !== undefined) called.add(callee)
      }
  for (const callee of called) callee.becomeCallee(parametersOf(callee))
  const callers = regions.filter((caller) => {
    for (const { index } of caller.graph.blocks) caller.directCalls[index] = callsOf(caller, index, byEntry)
    return caller.directCalls.some((calls) => calls.length > 0)
  })
  for (const region of regions) region.updateEffects()
  if (callers.length === 0) return
  const summaries = summarise(regions)
  for (const caller of callers) {
    caller.callEffects = callEffectsOf(caller, summaries)
    for (const call of caller.directCalls.flat()) noteNotStored(call, caller)
  }
}

/** Finds what a call need not store. */
function noteNotStored(call: DirectCall, { pointers, variables }: RegionAnalysis): void {
  const { callee, passed } = call
  const { parameters = [] } = callee
  call.taken = new Set([...pointers, ...passed.filter((_, place) => parameters[place].isTaken)])
  const overwritten = callee.overwrittenFirst().flatMap((variable) => {
    const { number, stack } = nameOf(callee, variable)
    const own = stack === undefined ? variables.known(number) : undefined
    return own === undefined || call.taken.has(own) ? [] : [own]
  })
  call.overwritten = new Set(overwritten)
}

/** What a region wants to be passed: what it reads before it assigns it. */
function parametersOf(region: RegionAnalysis): readonly Parameter[] {
  const { effects } = region
  const flow = region.analyse({})
  const rows = effects.leaves.length
  return flow.live
    .members(0)
    .filter((variable) => effects.reads.isInAny(rows, variable))
    .slice(0, Math.min(MOST_PASSED, MOST_PARAMETERS - keptStacks(region.machine).length))
    .map((variable) => ({
      variable,
      isTaken: effects.mayWrite.isInAny(rows, variable) || region.isGoneBehindReturn(flow, variable),
    }))
}

/** The direct calls that end a block. */
function callsOf(
  caller: RegionAnalysis,
  block: number,
  byEntry: ReadonlyMap<bigint, RegionAnalysis>,
): readonly DirectCall[] {
  const calls: DirectCall[] = []
  for (const target of caller.calleesOf(block)) {
    const callee = byEntry.get(target)
    const distances = callee && distancesOf(caller, block, callee)
    if (callee?.parameters === undefined || distances === undefined) continue
    const passed = callee.parameters.map((parameter) => inCaller(parameter, callee, caller, distances))
    if (passed.every((variable) => variable !== undefined))
      calls.push({ target, callee, distances, passed, taken: NONE, overwritten: NONE })
  }
  return calls
}

/** How far a callee's bases are above those of its caller; undefined if it has to look at the stacks itself. */
function distancesOf(
  caller: RegionAnalysis,
  block: number,
  callee: RegionAnalysis,
): readonly number[] | undefined {
  const { region, stacks } = callee
  if (caller.stacks === undefined)
    return stacks === undefined ? keptStacks(caller.machine).map(() => 0) : undefined
  return stacks && region.stacks && caller.stacks.distancesTo(block, stacks, region.stacks.entry)
}

/** The caller's variable for a parameter, which exists from now on; undefined for a word that is too far away. */
function inCaller(
  { variable }: Parameter,
  callee: RegionAnalysis,
  caller: RegionAnalysis,
  distances: readonly number[],
): number | undefined {
  const { distance, file, number, stack } = nameOf(callee, variable)
  if (stack === undefined) return caller.variables.ofRegister(file, number)
  const code = codeOf(distance + distances[stack])
  if (code === undefined) return undefined
  return caller.variables.ofRegister(file, registerNumbers(caller.machine).first(file) + code)
}

function nameOf({ machine, variables }: RegionAnalysis, variable: number): Named {
  const { file, number } = variables.register(variable)
  const stack = stackOf(machine, file)
  if (stack === undefined) return { file, number, stack: undefined, distance: 0 }
  const code = number - registerNumbers(machine).first(file)
  return { file, number, stack: stack.place, distance: distanceOf(code) }
}

function summarise(regions: readonly RegionAnalysis[]): ReadonlyMap<RegionAnalysis, Summary> {
  const summaries = new Map(regions.map((region) => [region, ownSummary(region)]))
  for (let changed = true; changed; ) {
    changed = false
    for (const [caller, { touched, written }] of summaries) {
      for (const { callee, distances } of caller.directCalls.flat()) {
        const summary = summaries.get(callee) as Summary
        const isNew = [touched.join(summary.touched, distances), written.join(summary.written, distances)]
        changed ||= isNew.includes(true)
      }
    }
  }
  return summaries
}

/** What a region does itself. What it calls through the table can do anything. */
function ownSummary(region: RegionAnalysis): Summary {
  const { effects, graph, machine, parameters = [], variables } = region
  const make = (): Registers => new Registers(registerNumbers(machine).count, keptStacks(machine).length)
  const [touched, written] = [make(), make()]
  const onlyRead = new Set(parameters.filter(({ isTaken }) => !isTaken).map(({ variable }) => variable))
  for (let variable = 0; variable < variables.count; variable++) {
    const name = nameOf(region, variable)
    if (!onlyRead.has(variable)) touched.add(name)
    if (effects.mayWrite.isInAny(effects.leaves.length, variable)) written.add(name)
  }
  for (const { index } of graph.blocks) {
    if (region.directCalls[index].length === region.calleesOf(index).length) continue
    touched.addAll()
    written.addAll()
  }
  return { touched, written }
}

/** What the calls of a region do with its variables. */
function callEffectsOf(caller: RegionAnalysis, summaries: ReadonlyMap<RegionAnalysis, Summary>): CallEffects {
  const { directCalls, graph, variables } = caller
  const { sets } = caller.parts
  const make = (): VariableSets => new VariableSets(variables.count, graph.blocks.length, sets)
  const [reads, touched, written] = [make(), make(), make()]
  const names = Array.from({ length: variables.count }, (_, variable) => nameOf(caller, variable))
  for (const { index } of graph.blocks) {
    const calls = directCalls[index]
    for (const variable of calls.flatMap(({ passed }) => passed)) reads.add(index, variable)
    const areAllDirect = calls.length > 0 && calls.length === caller.calleesOf(index).length
    names.forEach((name, variable) => {
      const is = (what: keyof Summary): boolean =>
        !areAllDirect ||
        calls.some(({ callee, distances }) => (summaries.get(callee) as Summary)[what].has(name, distances))
      if (is('touched')) touched.add(index, variable)
      if (is('written')) written.add(index, variable)
    })
  }
  return { reads, touched, written }
}
