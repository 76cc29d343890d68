// The commands and their options. What a command does is loaded when it is given.

import { Command, CommanderError } from 'commander'
import { loadAction } from './actions.js'
import { dropInNamed } from './drop-in.js'
import { ENGINE_CHOICES } from './engine-option.js'
import { EXIT } from './exit-status.js'

const MACHINE = ['-m, --machine <name>', 'machine of the program; else its file name says'] as const
const ENGINE = ['-e, --engine <name>', `what executes it: ${ENGINE_CHOICES}`, 'auto'] as const

const EXIT_STATUSES = `Exit status: ${EXIT.success} when all is well or what the guest says, ${EXIT.mistakes} mistakes in a source or \
another input, ${EXIT.usage} wrong
options or unreadable files, ${EXIT.fuel} fuel used up, ${EXIT.interrupted} Ctrl-C, ${EXIT.trap} the guest failed, \
${EXIT.internal} a bug of isaforge.`

const collect = (value: string, earlier: readonly string[]): readonly string[] => [...earlier, value]
const DEFINE = [
  '-d, --define <name=value>',
  'value of a constant of the source; can be repeated',
  collect,
  [],
] as const
const RELEASE = ['--release', 'leave out dbg (section language)'] as const
const SAFE = ['--safe', 'place constants so that they break nothing (section language)'] as const
const TUNING = [
  '--tuning <name=value>',
  'a switch or threshold of the JIT; never changes a result; can be repeated',
  collect,
  [],
] as const

/** Runs a command line; the result is the exit status. */
export async function main(words: readonly string[]): Promise<number> {
  const dropIn = await dropInNamed(words[0])
  if (dropIn !== undefined) return dropIn(words.slice(1))
  let status: number = EXIT.success
  const program = newProgram()
  for (const command of program.commands) {
    command.action(async (...given: unknown[]) => {
      const action = await loadAction(command.name())
      // Commander passes the words, the options and the command itself.
      status = await action(...(given.slice(0, -1) as never[]))
    })
  }
  try {
    if (words.length === 0) program.help({ error: true })
    await program.parseAsync([...words], { from: 'user' })
    return status
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause
    return cause.exitCode === 0 ? EXIT.success : EXIT.usage
  }
}

function newProgram(): Command {
  const program = new Command('isaforge')
    .description('Describe a machine once; get its assembler, disassembler, engines and manual.')
    .version('0.1.0')
    .exitOverride()
    .showHelpAfterError('(add --help for the options)')
    .addHelpText('after', `\n${EXIT_STATUSES}`)
  for (const add of [addRun, addAsm, addCompile, addDis, addMachines, addInfo, addConform]) add(program)
  return program
}

function addRun(program: Command): void {
  program
    .command('run')
    .description('run a program: a source or an image')
    .argument('<file>', 'source or image; - is the standard input')
    .option(...MACHINE)
    .option(...DEFINE)
    .option(...RELEASE)
    .option(...SAFE)
    .option(...ENGINE)
    .option('--fuel <count>', 'stop after this many instructions (exit status 124)')
    .option('--board <file>', "JSON description of the board; else the machine's default board")
    .option('--stats', 'print instructions, time and speed at the end')
    .option('--trace', 'print every instruction and what it changed')
    .option(...TUNING)
    .option('--dump-wasm <folder>', 'write the WebAssembly modules that engines make, also as text')
}

function addAsm(program: Command): void {
  program
    .command('asm')
    .description('assemble a program for a machine, or with rules of its own')
    .argument('<files...>', 'sources, one after the other; - is the standard input')
    .option(...MACHINE)
    .option('-r, --rules <file>', 'file with rules to read first; can be repeated', collect, [])
    .option(...DEFINE)
    .option('-o, --output <file>', 'where the output goes; - is the standard output')
    .option('-f, --format <name>', 'its format, binary unless said otherwise: see docs/assembly.md')
    .option('--also <format=file>', 'a further output; can be repeated', collect, [])
    .option('--iters <count>', 'rounds in which addresses have to settle', '10')
    .option('--old-names', 'built-in functions also have their names without $')
    .option(...RELEASE)
    .option(...SAFE)
    .option('--listing', 'print addresses, bytes and source')
    .option('--symbols', 'print labels and constants')
}

function addCompile(program: Command): void {
  program
    .command('compile')
    .description('compile a program of a language for a machine')
    .argument('<file>', 'source, such as FILE.anvil')
    .option('-m, --machine <name>', 'machine to compile for; else that of the language')
    .option('-o, --output <file>', 'where the output goes; - is the standard output')
    .option('--emit <what>', 'binary, asm or ir, the stack code that languages become', 'binary')
    .option('--base', "only instructions of the machine's smallest set")
    .option('--source-map', 'also write OUTPUT.map: the source of every instruction')
}

function addDis(program: Command): void {
  program
    .command('dis')
    .description('disassemble an image of a machine, or with rules')
    .argument('<file>', 'image; - is the standard input')
    .option(...MACHINE)
    .option('-r, --rules <file>', 'file with rules to read backwards; can be repeated', collect, [])
    .option('--annotated', 'print the offset before each line')
    .option('--strict', 'accept only instructions')
    .option('--exact', 'print as data what would not assemble to the same bytes')
}

function addMachines(program: Command): void {
  program.command('machines').description('list the machines')
}

function addInfo(program: Command): void {
  program
    .command('info')
    .description('show the manual of a machine or of an instruction')
    .argument('<machine>', "one of those that 'isaforge machines' lists")
    .argument('[instruction]', 'mnemonic or alias')
}

function addConform(program: Command): void {
  program
    .command('conform')
    .description('run conformance vectors; the last line is `N passed, M failed`')
    .argument('<machine>', 'the machine they are for, or asm for the assembly language')
    .argument('<vectors...>', '.jsonl files, or folders of them')
    .option(...ENGINE)
    .option(...TUNING)
}
