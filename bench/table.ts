// Plain text tables: the first two columns are names, the others numbers.

const NAMES = 2

/** Lays out rows of equal length under a heading. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heading, ...rows]
  const widths = heading.map((_, column) => Math.max(...all.map((row) => row[column].length)))
  const pad = (cell: string, column: number): string =>
    column < NAMES ? cell.padEnd(widths[column]) : cell.padStart(widths[column])
  const [first, ...rest] = all.map((row) => row.map(pad).join('  ').trimEnd())
  return [first, '-'.repeat(first.length), ...rest].join('\n')
}

/** A number with three significant digits, or all digits before the point. */
export function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

/** Bytes in MiB. */
export const mebibytes = (bytes: number): string => short(bytes / 2 ** 20)

/** A fraction in percent. */
export function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(0)} %`
}
