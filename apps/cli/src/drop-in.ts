// Commands that take the place of the original programs: they read their arguments themselves.

/** Does what words say; the result is the exit status. */
type DropIn = (words: readonly string[]) => number | Promise<number>

/** By the name behind `isaforge`. */
const DROP_INS: Readonly<Record<string, () => Promise<DropIn>>> = {
  mvm: async () => {
    const [{ mvmCommandLine }, { nodeSystem }] = await Promise.all([
      import('./mvm/command-line.js'),
      import('./mvm/system.js'),
    ])
    return (words) => mvmCommandLine(words, nodeSystem)
  },
  'stack-vm': () => import('./stackvm/stack-vm.js').then((m) => m.stackVmCommandLine),
  'stack-langc': () => import('./stackvm/stack-langc.js').then((m) => m.stackLangcCommandLine),
  uvm: () => import('./uvm/command-line.js').then((m) => m.uvmCommandLine),
}

/** The drop-in command of a name, if there is one. */
export function dropInNamed(name: string | undefined): Promise<DropIn> | undefined {
  return name !== undefined && Object.hasOwn(DROP_INS, name) ? DROP_INS[name]() : undefined
}
