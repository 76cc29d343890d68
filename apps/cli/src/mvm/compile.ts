// `mvm compile`: assembles a file into a program file beside it (spec/mvm.md 1.2).

import { assembleSections, type SectionsAssembly } from 'isaforge/assembly/sections'
import { renderDiagnostic } from 'isaforge/core'
import { mvm, writeProgram } from 'isaforge/machines/mvm'
import { errorNumberOf, reasonOf } from '../system-errors.js'
import type { Request } from './arguments.js'
import { Printer } from './printer.js'
import type { System } from './system.js'

const SOURCE_EXTENSION = '.asm'
const PROGRAM_EXTENSION = '.mvm'
const NOT_TEXT = 'stream did not contain valid UTF-8'

/** Compiles a file; the result is the exit status. */
export function compile(request: Extract<Request, { kind: 'compile' }>, system: System): number {
  return new Compilation(request, system).run()
}

class Compilation {
  private readonly printer: Printer

  constructor(
    private readonly request: Extract<Request, { kind: 'compile' }>,
    private readonly system: System,
  ) {
    this.printer = new Printer(system)
  }

  run(): number {
    const { path, isRelease } = this.request
    this.printer.progress('Reading source code')
    const text = this.source(path)
    if (text === undefined) return 1
    this.printer.progress(`Compiling assembly file (${path})`)
    const assembly = assembleSections({ name: path, text, machine: mvm, isRelease })
    this.report(assembly)
    return assembly.image === undefined ? 1 : this.write(assembly.image)
  }

  private source(path: string): string | undefined {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.system.readFile(path))
    } catch (cause) {
      const reason = cause instanceof TypeError ? NOT_TEXT : reasonOf(errorNumberOf(cause))
      this.printer.error(`Unable to read assembly source code [${reason}]`)
      return undefined
    }
  }

  /** The original knows no warnings; they are for people who look. */
  private report({ diagnostics }: SectionsAssembly): void {
    const color = this.printer.isColored
    for (const diagnostic of diagnostics) {
      if (diagnostic.severity === 'error' || this.system.isTerminal)
        this.printer.line('error', `${renderDiagnostic(diagnostic, { color })}\n`)
    }
  }

  private write(image: Uint8Array): number {
    const { path, isRelease } = this.request
    const target = path.replaceAll(SOURCE_EXTENSION, PROGRAM_EXTENSION)
    this.printer.progress('Writing generated code to binary')
    if (target === path) {
      this.printer.error(`${path} has no ${SOURCE_EXTENSION} in its name, so the program would replace it`)
      return 1
    }
    try {
      this.system.writeFile(target, writeProgram(image))
    } catch (cause) {
      const reason = reasonOf(errorNumberOf(cause))
      this.printer.error(`Unable to write generated code to binary file [${reason}]`)
      return 1
    }
    const mode = isRelease ? 'release' : 'debug'
    this.printer.progress(`Successfully compiled assembly to mvm binary: ${target} (${mode} mode)`)
    return 0
  }
}
