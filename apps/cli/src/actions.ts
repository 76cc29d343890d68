// What the commands do, by name. Each is loaded only when its command is given.

/** What a command does with its words and options; the result is the exit status. */
export type Action = (...given: never[]) => Promise<number>

const ACTIONS: Readonly<Record<string, () => Promise<Action>>> = {
  run: () => import('./commands/run.js').then((m) => m.runCommand),
  asm: () => import('./commands/asm.js').then((m) => m.asmCommand),
  compile: () => import('./commands/compile.js').then((m) => m.compileCommand),
  dis: () => import('./commands/dis.js').then((m) => m.disCommand),
  machines: () => import('./commands/machines.js').then((m) => m.machinesCommand),
  info: () => import('./commands/info.js').then((m) => m.infoCommand),
  conform: () => import('./commands/conform.js').then((m) => m.conformCommand),
}

/** Loads what a command does. */
export function loadAction(command: string): Promise<Action> {
  return ACTIONS[command]()
}
