// Runs a loaded program on its board until it stops or somebody stops it, and says how that went.

import { type BuiltMachine, buildMachine, type ExecutionChoices } from 'isaforge/board'
import type { BoardEntry } from 'isaforge/core'
import type { EngineChoice, Stop, Tuning } from 'isaforge/engines'
import { type ChosenBoard, defaultBoardFor } from './board-entries.js'
import { EXIT } from './exit-status.js'
import { inputFailure } from './failure.js'
import { hostWarnings } from './failure-report.js'
import { GuestStreams } from './guest-streams.js'
import { address, grouped } from './numbers.js'
import { Output } from './output.js'
import type { Program } from './program-file.js'
import { type Outcome, runInSlices } from './run-loop.js'
import { sourceExcerpt } from './source-excerpt.js'

/** How a program is to be run. */
export interface ExecutionOptions {
  readonly engine: EngineChoice
  readonly tuning: Partial<Tuning>
  /** Instructions in all. */
  readonly fuel: number
  /** A description of the board; the machine's default board when absent. */
  readonly boardFile: string | undefined
  readonly stats: boolean
  readonly trace: boolean
  /** Where to write the modules that engines make. */
  readonly dumpFolder: string | undefined
}

type Built = BuiltMachine<unknown>

/** Where text and bytes of the guest go. */
interface Outlets {
  readonly output: Output
  readonly streams: GuestStreams
}

/** Runs a program; the result is the exit status. */
export async function execute(program: Program, options: ExecutionOptions): Promise<number> {
  const { entries, notes } = await boardFor(program, options.boardFile)
  for (const note of [...program.notes, ...notes]) console.error(`note: ${note}`)
  const output = new Output(process.stdout)
  const streams = new GuestStreams(output)
  const choices = await choicesOf(options)
  // Preparing an engine counts: it is part of what the choice of an engine costs.
  const began = performance.now()
  const built = build(program, entries, choices, { output, streams })
  const outcome = await run(program, built, { output, streams }, options)
  const seconds = (performance.now() - began) / 1000
  const status = await report(outcome, program, built)
  if (options.stats) console.error(statistics(built, seconds))
  return status
}

async function boardFor({ kit, image, board }: Program, file: string | undefined): Promise<ChosenBoard> {
  if (file === undefined)
    return board === undefined ? defaultBoardFor(kit, image) : { entries: board, notes: [] }
  const { readBoardFile } = await import('./board-file.js')
  return { entries: readBoardFile(file, kit, image), notes: [] }
}

async function choicesOf({ engine, tuning, dumpFolder }: ExecutionOptions): Promise<ExecutionChoices> {
  const warn = hostWarnings()
  if (dumpFolder === undefined) return { engine, tuning, warn }
  const { dumpInto } = await import('./module-dump.js')
  return { engine, tuning, warn, onModule: dumpInto(dumpFolder) }
}

function build(
  { kit, image }: Program,
  board: readonly BoardEntry[],
  choices: ExecutionChoices,
  { output, streams }: Outlets,
): Built {
  const services = {
    write: (text: string) => output.write(text),
    emit: streams.emit,
    read: streams.read,
    now: () => BigInt(Date.now()) * 1_000_000n,
  }
  try {
    const built = buildMachine(kit, { image, board, services, ...choices })
    checkMapped(built, board)
    return built
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    const hint = 'give its components smaller sizes'
    throw inputFailure('invalid-board', `the board cannot be built: ${cause.message}`, hint)
  }
}

function checkMapped({ board: { results } }: Built, entries: readonly BoardEntry[]): void {
  for (const { component, result } of results) {
    if (!('kind' in result)) continue
    const what = `component ${component} (${entries[component].type})`
    throw inputFailure(
      'invalid-board',
      `${what} cannot be mapped: ${result.kind}`,
      'give components smaller sizes',
    )
  }
}

/** Runs the machine; Ctrl-C ends the run, not the process. */
async function run(
  program: Program,
  { vm }: Built,
  { output, streams }: Outlets,
  { fuel, trace }: ExecutionOptions,
): Promise<Outcome> {
  let interrupted = false
  const interrupt = (): void => {
    interrupted = true
  }
  const log = new Output(process.stderr)
  const plain = (slice: number): Stop => vm.run(slice)
  const traced = async () => (await import('./trace.js')).traced(vm, program.kit, (line) => log.write(line))
  process.once('SIGINT', interrupt)
  try {
    return await runInSlices(vm, {
      fuel,
      run: trace ? await traced() : plain,
      between: async () => {
        await output.flush()
        await streams.flush()
        await log.flush()
      },
      endedBy: () => (interrupted ? 'interrupted' : output.closed ? 'closed' : undefined),
    })
  } finally {
    process.off('SIGINT', interrupt)
    streams.close()
  }
}

/** Says how the run ended, unless it ended as it should; gives the exit status. */
async function report(outcome: Outcome, program: Program, { vm }: Built): Promise<number> {
  switch (outcome.kind) {
    case 'halted':
    case 'closed':
      return EXIT.success
    case 'exit':
      return outcome.status
    default: {
      const { stateReport } = await import('./state-report.js')
      const at = address(program.kit.machine, outcome.pc)
      const state = stateReport(vm, program.kit, program.sourceMap)
      const failure = program.failures?.get(Number(outcome.pc))
      const excerpt = outcome.kind === 'trap' ? sourceExcerpt(program.sourceMap, outcome.pc) : ''
      console.error(`isaforge: ${reason(outcome, at, vm.retired, failure)}\n${excerpt}${state}`)
      return STATUS[outcome.kind]
    }
  }
}

/** The ends of a run that need a word. */
type Unfinished = Exclude<Outcome['kind'], 'halted' | 'closed' | 'exit'>

const STATUS: Readonly<Record<Unfinished, number>> = {
  trap: EXIT.trap,
  fuel: EXIT.fuel,
  interrupted: EXIT.interrupted,
  blocked: EXIT.interrupted,
  breakpoint: EXIT.interrupted,
}

function reason(outcome: Outcome, at: string, executed: number, failure: string | undefined): string {
  switch (outcome.kind) {
    case 'trap':
      return `the program failed at ${at}: ${failure ?? outcome.message}`
    case 'fuel':
      return `the fuel is used up: ${grouped(executed)} instructions were executed and the program had not ended at ${at}`
    default:
      return `${outcome.kind} at ${at}`
  }
}

function statistics({ vm }: Built, seconds: number): string {
  const rate = vm.retired / Math.max(seconds, 1e-9) / 1e6
  const speed = rate >= 10 ? rate.toFixed(0) : rate.toFixed(2)
  return `${grouped(vm.retired)} instructions in ${seconds.toFixed(3)} s, ${speed} MIPS, engine ${vm.engineName}`
}
