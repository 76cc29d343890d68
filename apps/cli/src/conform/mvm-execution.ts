// MVM's execution vectors: builds the machine of a case, runs it, compares everything (the vectors' README, exec).

import { assembleSections } from 'isaforge/assembly/sections'
import { buildMachine, type ExecutionChoices } from 'isaforge/board'
import type { HostServices, OutputStream } from 'isaforge/core'
import type { Stop, VirtualMachine } from 'isaforge/engines'
import { boardOf, fits, memory, mvm, mvmKit } from 'isaforge/machines/mvm'
import { bytesOfHex, hexOfBytes } from './bytes.js'
import type { ConformanceCase } from './suite.js'

/** An execution case. */
export interface MvmExecutionCase extends ConformanceCase {
  readonly program_hex: string
  /** A source that assembles to the program. */
  readonly source?: string
  readonly release?: boolean
  readonly memsize: number
  readonly stacksize: number
  readonly stdin?: string
  readonly stdin_hex?: string
  readonly max_instructions: number
  readonly expect: {
    readonly status: 'halt' | 'error' | 'limit' | 'load_error' | 'create_error'
    readonly exit_code: number | null
    readonly error: string | null
    readonly stdout?: string
    readonly stdout_hex?: string
    readonly stderr?: string
    readonly regs?: readonly string[]
    readonly steps?: number
    readonly mem_fnv1a32?: string
  }
}

type Facts = Readonly<Record<string, unknown>>

const OUT_OF_BOUNDS = 'memory is out of bounds'

/** What differs from the expectation, as sentences; empty when the case passes. */
export function checkExecutionCase(one: MvmExecutionCase, choices: ExecutionChoices): readonly string[] {
  const actual = observed(one, choices)
  const wanted = expected(one)
  const differences = Object.keys(wanted)
    .filter((what) => actual[what] !== wanted[what])
    .map((what) => `${what} is ${actual[what]}, expected ${wanted[what]}`)
  return [...differences, ...sourceDifference(one)]
}

/** The source of a case has to be that of its program. */
function sourceDifference({ source, release = false, program_hex }: MvmExecutionCase): readonly string[] {
  if (source === undefined) return []
  const { image } = assembleSections({ name: 'case.asm', text: source, machine: mvm, isRelease: release })
  const found = image && hexOfBytes(image)
  return found === program_hex ? [] : [`the source assembles to ${found}, expected ${program_hex}`]
}

function expected({ expect }: MvmExecutionCase): Facts {
  const { status, exit_code, error, stdout, stdout_hex, stderr = '', regs, steps, mem_fnv1a32 } = expect
  const isComplete = status === 'halt' || status === 'limit'
  return {
    status,
    exit_code,
    error,
    stdout: stdout_hex ?? hexOfText(stdout ?? ''),
    ...(status === 'error' && steps === undefined ? {} : { stderr: hexOfText(stderr) }),
    ...(steps === undefined ? {} : { steps }),
    ...(isComplete ? { regs: regs?.join(), memory: mem_fnv1a32 } : {}),
  }
}

const hexOfText = (text: string): string => hexOfBytes(new TextEncoder().encode(text))

function observed(one: MvmExecutionCase, choices: ExecutionChoices): Facts {
  const failed = { exit_code: 1, error: OUT_OF_BOUNDS, stdout: '', stderr: '', steps: 0 }
  const image = bytesOfHex(one.program_hex)
  const board = boardOf({ memory: BigInt(one.memsize), stack: BigInt(one.stacksize) })
  if (board === undefined) return { ...failed, status: 'create_error' }
  if (!fits(image, one.memsize - one.stacksize)) return { ...failed, status: 'load_error' }
  const streams = new Streams(one)
  const { vm } = buildMachine(mvmKit, { image, board, services: streams.services, ...choices })
  const stop = vm.run(one.max_instructions)
  return {
    ...ending(stop),
    stdout: hexOfBytes(Uint8Array.from(streams.written.output)),
    stderr: hexOfBytes(Uint8Array.from(streams.written.error)),
    steps: vm.retired,
    regs: registersOf(vm).join(),
    memory: checksum(vm.readMemory(memory, 0n, one.memsize)),
  }
}

function ending(stop: Stop): Facts {
  switch (stop.kind) {
    case 'exit':
      return { status: 'halt', exit_code: stop.status, error: null }
    case 'trap':
      return { status: 'error', exit_code: 1, error: stop.message }
    default:
      return { status: stop.kind === 'fuel' ? 'limit' : stop.kind, exit_code: null, error: null }
  }
}

const registersOf = (vm: VirtualMachine): readonly string[] =>
  vm.machine.registers[0].names.map((name) => `${vm.register(name)}`)

/** 32-bit FNV-1a. */
function checksum(bytes: Uint8Array): string {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/** All of the input at once, and what was written. */
class Streams {
  readonly written: Record<OutputStream, number[]> = { output: [], error: [] }
  private input: Uint8Array

  constructor({ stdin = '', stdin_hex }: MvmExecutionCase) {
    this.input = stdin_hex === undefined ? new TextEncoder().encode(stdin) : bytesOfHex(stdin_hex)
  }

  get services(): HostServices {
    return {
      write: () => undefined,
      now: () => 0n,
      emit: (stream, bytes) => {
        for (const byte of bytes) this.written[stream].push(byte)
        return true
      },
      read: (most) => {
        const given = this.input.subarray(0, most)
        this.input = this.input.subarray(most)
        return given
      },
    }
  }
}
