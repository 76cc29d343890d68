// The languages that the command line knows, and which machine their programs are for if nobody says. It introduces
// languages, which become stack code, to machines, which compile that.

import { type Diagnostic, type MachineKit, renderAll, wantsColor } from 'isaforge/core'
import type { CompiledCode, CompileOptions, StackProgram } from 'isaforge/core/stack-code'
import { usageFailure } from './failure.js'
import { errorOutput } from './failure-report.js'
import { machineNamed } from './registry.js'
import { checkSource, type SourceText } from './source-program.js'

/** What came of a source. */
interface Translated {
  readonly program: StackProgram | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/** How a language is found and loaded. */
interface LanguageEntry {
  readonly title: string
  readonly extension: string
  /** The machine that its programs are for unless somebody names another one. */
  readonly machine: string
  readonly load: () => Promise<(name: string, text: string) => Translated>
}

/** The languages by name. */
export const LANGUAGES: Readonly<Record<string, LanguageEntry>> = {
  anvil: {
    title: 'Anvil',
    extension: '.anvil',
    machine: 'uvm',
    load: () => import('isaforge/languages/anvil').then((m) => m.translate),
  },
}

/** The language of a file, which its name says. */
export const languageOf = (file: string): LanguageEntry | undefined =>
  Object.values(LANGUAGES).find(({ extension }) => file.endsWith(extension))

/** Translates a source and prints the diagnostics; undefined when it has mistakes. */
export async function translateSource(source: SourceText): Promise<StackProgram | undefined> {
  const language = languageOf(source.file)
  if (language === undefined) {
    const known = Object.values(LANGUAGES).map(({ title, extension }) => `${title} (${extension})`)
    const hint = `known languages: ${known.join(', ')}; isaforge asm assembles`
    throw usageFailure('unknown-language', `the name of '${source.file}' does not say its language`, hint)
  }
  checkSource(source)
  const translate = await language.load()
  const { program, diagnostics } = translate(source.file, new TextDecoder().decode(source.contents))
  show(diagnostics)
  return program
}

/** The machine that a source is compiled for. */
export const machineForLanguage = (file: string, machine: string | undefined): Promise<MachineKit> =>
  machineNamed(machine ?? languageOf(file)?.machine ?? 'uvm')

/** Code that a machine can run. */
export type RunnableCode = CompiledCode & { readonly image: Uint8Array }

/** Compiles stack code for a machine and prints the diagnostics; undefined when the machine cannot do what it asks for. */
export function compileFor(
  kit: MachineKit,
  program: StackProgram,
  options: CompileOptions,
): RunnableCode | undefined {
  if (kit.compiler === undefined) {
    const hint = 'uvm has a compiler: --machine uvm'
    throw usageFailure('no-compiler', `nothing compiles for ${kit.machine.title} yet`, hint)
  }
  const compiled = kit.compiler.compile(program, options)
  show(compiled.diagnostics)
  return compiled.image === undefined ? undefined : (compiled as RunnableCode)
}

function show(diagnostics: readonly Diagnostic[]): void {
  const text = renderAll(diagnostics, { color: wantsColor(errorOutput()) })
  if (text !== '') console.error(text)
}
