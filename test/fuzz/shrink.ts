// Makes a disagreeing program smaller for as long as it keeps disagreeing.
import { encode, type Instruction, type Machine } from 'isaforge/core'
import { joined } from '../engines/code.js'
import type { Laboratory } from './laboratory.js'
import type { Program } from './program.js'

const ATTEMPTS = 6000

const replaced = <T>(list: readonly T[], index: number, by: T): T[] =>
  list.map((entry, other) => (other === index ? by : entry))

/** The smallest program found that `disagrees`; deterministic. */
export function shrink(
  laboratory: Laboratory,
  program: Program,
  disagrees: (program: Program) => boolean,
): Program {
  let attempts = 0
  const works: Works = (candidate) => attempts++ < ATTEMPTS && disagrees(candidate)
  let smallest = shorter(laboratory.machine, firstThat(works, simplerRuns(program)) ?? program, works)
  for (let progress = true; progress && attempts < ATTEMPTS; ) {
    progress = false
    for (const candidate of candidates(laboratory.machine, smallest)) {
      if (attempts >= ATTEMPTS) break
      if (!works(candidate)) continue
      smallest = candidate
      progress = true
      break
    }
  }
  return smallest
}

/** Whether a program still disagrees, and may be tried. */
type Works = (program: Program) => boolean

function firstThat(works: Works, candidates: Iterable<Program>): Program | undefined {
  for (const candidate of candidates) if (works(candidate)) return candidate
  return undefined
}

/** Without any piece of code that it can do without, large pieces first; what is left may be tried again. */
function shorter(machine: Machine, program: Program, works: Works): Program {
  let smallest = program
  for (let size = program.code.instructions.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at + size <= smallest.code.instructions.length; ) {
      const found = firstThat(works, [closedUp(machine, smallest, at, size), without(smallest, at, size)])
      if (found === undefined) at += size
      smallest = found ?? smallest
    }
  }
  return smallest
}

const bytesIn = (instructions: readonly Uint8Array[]): number =>
  instructions.reduce((sum, { length }) => sum + length, 0)

function without(program: Program, at: number, size: number): Program {
  const { instructions } = program.code
  const kept = [...instructions.slice(0, at), ...instructions.slice(at + size)]
  return { ...program, code: { ...program.code, instructions: kept } }
}

/** Without some instructions, and with every number that is an address behind them made smaller by their length. */
function closedUp(machine: Machine, program: Program, at: number, size: number): Program {
  const { address, instructions } = program.code
  const first = address + BigInt(bytesIn(instructions.slice(0, at)))
  const removed = BigInt(bytesIn(instructions.slice(at, at + size)))
  const end = address + BigInt(bytesIn(instructions))
  const moved = (number: bigint): bigint => {
    if (number <= first || number > end) return number
    return number < first + removed ? first : number - removed
  }
  const shortened = without(program, at, size)
  const code = {
    address,
    instructions: shortened.code.instructions.map((bytes) => withNumbers(machine, bytes, moved)),
  }
  return { ...shortened, code, start: moved(program.start), breakpoints: program.breakpoints.map(moved) }
}

/** An instruction with other numbers; bytes behind it that belong to it stay. */
function withNumbers(machine: Machine, bytes: Uint8Array, change: (number: bigint) => bigint): Uint8Array {
  const decoded = machine.decoder.decode(bytes)
  if (typeof decoded === 'string') return bytes
  const { instruction, forms, numbers } = decoded
  const changed = numbers.map((number, index) =>
    instruction.operands[index].kind.forms[forms[index]].kind === 'number' ? change(number) : number,
  )
  if (changed.every((number, index) => number === numbers[index])) return bytes
  const tail = bytes.subarray(instruction.encoding.length)
  return joined(encode(instruction, forms, changed), tail)
}

/** Simpler programs, the boldest simplifications first. */
function* candidates(machine: Machine, program: Program): Generator<Program> {
  yield* simplerRuns(program)
  yield* fewerInstructions(machine, program)
  yield* laterBeginnings(program)
  for (let index = 0; index < program.data.length; index++) {
    yield { ...program, data: program.data.filter((_, other) => other !== index) }
  }
  yield* simplerRegisters(program)
  yield* simplerInstructions(machine, program)
}

function* simplerRuns(program: Program): Generator<Program> {
  const { runs } = program
  const total = runs.reduce((sum, fuel) => sum + fuel, 0)
  if (runs.length > 1) yield { ...program, runs: [total] }
  if (program.breakpoints.length > 0) yield { ...program, breakpoints: program.breakpoints.slice(1) }
  if (program.blocking !== 0) yield { ...program, blocking: 0 }
  if (program.piece < 2 ** 30) yield { ...program, piece: 2 ** 30 }
  if (program.start !== program.code.address) yield { ...program, start: program.code.address }
  for (let index = 0; index < runs.length; index++) {
    for (const fuel of [1, runs[index] >> 1, runs[index] - 1]) {
      if (fuel > 0 && fuel < runs[index]) yield { ...program, runs: replaced(runs, index, fuel) }
    }
    if (runs.length > 1) yield { ...program, runs: runs.filter((_, other) => other !== index) }
  }
}

function* fewerInstructions(machine: Machine, program: Program): Generator<Program> {
  const { length } = program.code.instructions
  for (let at = 0; at < length; at++) {
    yield closedUp(machine, program, at, 1)
    yield without(program, at, 1)
  }
}

/** Without the first instructions, the others staying where they are: jumps between them still lead there. */
function* laterBeginnings(program: Program): Generator<Program> {
  const { address, instructions } = program.code
  for (let first = instructions.length - 1; first > 0; first--) {
    const skipped = instructions.slice(0, first).reduce((sum, { length }) => sum + length, 0)
    const begin = address + BigInt(skipped)
    const code = { address: begin, instructions: instructions.slice(first) }
    yield { ...program, code, start: begin }
    if (program.start !== address) yield { ...program, code }
  }
}

function* simplerRegisters(program: Program): Generator<Program> {
  for (const [name, value] of Object.entries(program.registers)) {
    const { [name]: _, ...others } = program.registers
    yield { ...program, registers: others }
    for (const simpler of [0, 1, -1]) {
      const same = typeof value === 'bigint' ? BigInt(simpler) : simpler
      if (magnitude(value) > 1 && same !== value) yield { ...program, registers: { ...others, [name]: same } }
    }
  }
}

const magnitude = (value: number | bigint): number => Math.abs(Number(value))

/** Another instruction of the same length that does as little as possible, or the same one with smaller numbers. */
function* simplerInstructions(machine: Machine, program: Program): Generator<Program> {
  const { instructions } = program.code
  for (let index = 0; index < instructions.length; index++) {
    for (const bytes of simplerEncodings(machine, instructions[index])) {
      yield { ...program, code: { ...program.code, instructions: replaced(instructions, index, bytes) } }
    }
  }
}

function* simplerEncodings(machine: Machine, bytes: Uint8Array): Generator<Uint8Array> {
  const decoded = machine.decoder.decode(bytes)
  if (typeof decoded === 'string') return yield* simplest(machine, bytes.length)
  const { instruction, forms, numbers } = decoded
  if (complexity(instruction) > 1) {
    for (const other of simplest(machine, bytes.length)) if (isSimpler(machine, other, bytes)) yield other
  }
  for (let operand = 0; operand < numbers.length; operand++) {
    for (const number of [0n, 1n, numbers[operand] / 2n]) {
      if (number < numbers[operand]) yield encode(instruction, forms, replaced(numbers, operand, number))
    }
  }
  const plain = encode(instruction, forms, numbers)
  if (Buffer.compare(plain, bytes) < 0) yield plain
}

/** How much an instruction does, as a number of recorded statements. */
const complexity = (instruction: Instruction): number => instruction.semantics().statements.length

function isSimpler(machine: Machine, candidate: Uint8Array, bytes: Uint8Array): boolean {
  const [a, b] = [candidate, bytes].map((code) => machine.decoder.decode(code))
  return (
    typeof a !== 'string' && typeof b !== 'string' && complexity(a.instruction) < complexity(b.instruction)
  )
}

/** The plainest encodings of the machine's least instructions: what comes nearest to doing nothing. */
function* simplest(machine: Machine, length: number): Generator<Uint8Array> {
  const fitting = machine.instructions.filter(({ encoding }) => encoding.length === length)
  const sorted = [...fitting].sort((a, b) => complexity(a) - complexity(b))
  for (const instruction of sorted.slice(0, 3)) {
    const zeros = instruction.operands.map(() => 0)
    yield encode(instruction, zeros, zeros.map(BigInt))
  }
}
