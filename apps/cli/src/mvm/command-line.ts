// `isaforge mvm`: takes the place of the original program, with its arguments, messages and exit codes.

import { readArguments } from './arguments.js'
import { compile } from './compile.js'
import { Printer } from './printer.js'
import { run } from './run.js'
import type { System } from './system.js'

const USAGE = `MVM: a virtual machine and its assembler

Usage:
  mvm compile [-r | --release] ASM           assembles ASM; -r leaves dbg out
  mvm run [-m MEMSIZE] [-s STACKSIZE] PROGRAM
                                             runs PROGRAM; with both sizes, those in its file count
  mvm help [command]

Options:`

const OPTIONS = `  -h, --help     shows this
  -V, --version  shows the version`

/** The original names its author as well. */
const VERSION = 'mvm 0.1.0 by mealet'

/** Does what a command line says; the result is the exit status. */
export function mvmCommandLine(words: readonly string[], system: System): number {
  const request = readArguments(words)
  const printer = new Printer(system)
  switch (request.kind) {
    case 'compile':
      return compile(request, system)
    case 'run':
      return run(request, system)
    case 'version':
      printer.line('error', VERSION)
      return 0
    case 'mistake':
      printer.error(request.message)
      showUsage(printer)
      return 1
    case 'help':
      showUsage(printer)
      return 0
  }
}

function showUsage(printer: Printer): void {
  printer.line('error', USAGE)
  printer.line('output', OPTIONS)
}
