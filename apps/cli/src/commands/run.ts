// isaforge run: runs a program and says how it ended.

import { type BuiltMachine, buildMachine } from 'isaforge/board'
import type { BoardEntry, MachineKit } from 'isaforge/core'
import { defaultBoardFor } from '../board-entries.js'
import { engineNamed } from '../engine-option.js'
import { EXIT } from '../exit-status.js'
import { inputFailure } from '../failure.js'
import { address, grouped, positiveInteger } from '../numbers.js'
import { Output } from '../output.js'
import { loadProgram, type Program } from '../program-file.js'
import { type Outcome, runInSlices } from '../run-loop.js'

/** Options as the command line gives them. */
export interface RunOptions {
  readonly machine?: string
  readonly engine: string
  readonly fuel?: string
  readonly board?: string
  readonly stats?: boolean
  readonly trace?: boolean
}

/** Runs a program; the result is the exit status. */
export async function runCommand(file: string, options: RunOptions): Promise<number> {
  const engine = engineNamed(options.engine)
  const fuel = options.fuel === undefined ? Number.MAX_SAFE_INTEGER : positiveInteger('--fuel', options.fuel)
  const program = await loadProgram(file, options.machine)
  if (program === undefined) return EXIT.mistakes
  const { entries, notes } = await boardFor(program, options.board)
  for (const note of [...program.notes, ...notes]) console.error(`note: ${note}`)
  const output = new Output(process.stdout)
  const built = build(program, entries, engine, output)
  const began = performance.now()
  const outcome = await execute(program.kit, built, { fuel, output, trace: options.trace === true })
  const seconds = (performance.now() - began) / 1000
  const status = await report(outcome, program, built)
  if (options.stats === true) console.error(statistics(built, seconds))
  return status
}

async function boardFor({ kit, image }: Program, file: string | undefined) {
  if (file === undefined) return defaultBoardFor(kit, image)
  const { readBoardFile } = await import('../board-file.js')
  return { entries: readBoardFile(file, kit, image), notes: [] }
}

function build(
  { kit, image }: Program,
  board: readonly BoardEntry[],
  engine: ReturnType<typeof engineNamed>,
  output: Output,
): BuiltMachine<unknown> {
  const services = { write: (text: string) => output.write(text), now: () => BigInt(Date.now()) * 1_000_000n }
  try {
    const built = buildMachine(kit, { image, board, engine, services })
    const refused = built.board.results.find(({ result }) => 'kind' in result)
    if (refused === undefined) return built
    const { component, result } = refused
    const reason = 'kind' in result ? result.kind : ''
    throw inputFailure(
      'invalid-board',
      `component ${component} (${board[component].type}) cannot be mapped: ${reason}`,
    )
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw inputFailure(
      'invalid-board',
      `the board cannot be built: ${cause.message}`,
      'give its components smaller sizes',
    )
  }
}

interface Execution {
  readonly fuel: number
  readonly output: Output
  readonly trace: boolean
}

async function execute(
  kit: MachineKit,
  { vm }: BuiltMachine<unknown>,
  { fuel, output, trace }: Execution,
): Promise<Outcome> {
  let interrupted = false
  const interrupt = (): void => {
    interrupted = true
  }
  const log = trace ? new Output(process.stderr) : undefined
  const run =
    log === undefined ? undefined : (await import('../trace.js')).traced(vm, kit, (line) => log.write(line))
  process.once('SIGINT', interrupt)
  try {
    return await runInSlices(vm, {
      fuel,
      run: run ?? ((slice) => vm.run(slice)),
      between: async () => {
        await output.flush()
        await log?.flush()
      },
      endedBy: () => (interrupted ? 'interrupted' : output.closed ? 'closed' : undefined),
    })
  } finally {
    process.off('SIGINT', interrupt)
  }
}

/** Says how the run ended, unless it ended as it should; gives the exit status. */
async function report(outcome: Outcome, program: Program, { vm }: BuiltMachine<unknown>): Promise<number> {
  switch (outcome.kind) {
    case 'halted':
    case 'closed':
      return EXIT.success
    case 'exit':
      return outcome.status
    default: {
      const { stateReport } = await import('../state-report.js')
      const at = address(program.kit.machine, outcome.pc)
      console.error(
        `isaforge: ${reason(outcome, at, vm.retired)}\n${stateReport(vm, program.kit, program.sourceMap)}`,
      )
      return STATUS[outcome.kind]
    }
  }
}

const STATUS = {
  trap: EXIT.trap,
  fuel: EXIT.fuel,
  interrupted: EXIT.interrupted,
  blocked: EXIT.interrupted,
  breakpoint: EXIT.interrupted,
} as const

function reason(
  outcome: Exclude<Outcome, { kind: 'halted' | 'closed' | 'exit' }>,
  at: string,
  executed: number,
): string {
  switch (outcome.kind) {
    case 'trap':
      return `the program failed at ${at}: ${outcome.message}`
    case 'fuel':
      return `the fuel is used up: ${grouped(executed)} instructions were executed and the program had not ended at ${at}`
    default:
      return `${outcome.kind} at ${at}`
  }
}

function statistics({ vm }: BuiltMachine<unknown>, seconds: number): string {
  const rate = vm.retired / Math.max(seconds, 1e-9) / 1e6
  const speed = rate >= 10 ? rate.toFixed(0) : rate.toFixed(2)
  return `${grouped(vm.retired)} instructions in ${seconds.toFixed(3)} s, ${speed} MIPS, engine ${vm.engineName}`
}
