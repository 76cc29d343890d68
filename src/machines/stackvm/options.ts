// What can be chosen about Stack-VM: how faithful to the original programs, how overflow ends (spec/stackvm.md 1.1 to 1.3).

/** `reference`: exactly what the original programs accept; `extended`: more, with the same results. */
export type Dialect = 'reference' | 'extended'

/** The choices; each has a default. */
export interface StackVmOptions {
  readonly dialect: Dialect
  /** Whether ADD, SUB and MUL fail when their result does not fit, as the original's debug build does. */
  readonly isChecked: boolean
  /** Whether words with the undefined type 10 are refused instead of executed. */
  readonly isStrict: boolean
}

export const DEFAULT_OPTIONS: StackVmOptions = { dialect: 'extended', isChecked: false, isStrict: false }

/** Makes something once for each choice of options. */
export function oncePerOptions<T>(make: (options: StackVmOptions) => T): (options: StackVmOptions) => T {
  const made = new Map<string, T>()
  return (options) => {
    const { dialect, isChecked, isStrict } = options
    const key = [dialect, isChecked, isStrict].join()
    const known = made.get(key) ?? make(options)
    made.set(key, known)
    return known
  }
}
