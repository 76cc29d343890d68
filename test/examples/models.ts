// What the example programs should print, computed by other means. `exceptions` and `hardware` show facts of the machine
// itself; their expected output is written by hand.

const lines = (...text: readonly string[]): string => text.map((line) => `${line}\n`).join('')
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
const table = (entries: readonly number[], perLine: number): string[] =>
  numbers(Math.ceil(entries.length / perLine)).map((row) =>
    entries
      .slice(row * perLine, (row + 1) * perLine)
      .map((entry) => `${entry}`.padStart(5))
      .join(''),
  )

function primes(): string {
  const isPrime = (candidate: number): boolean =>
    candidate > 1 && numbers(candidate).every((divisor) => divisor < 2 || candidate % divisor !== 0)
  const found = numbers(500).filter(isPrime)
  return lines(...table(found, 10), `${found.length} primes`)
}

function sorting(): string {
  let state = 2463n
  const random = (): number => {
    state ^= BigInt.asUintN(32, state << 13n)
    state ^= state >> 17n
    state ^= BigInt.asUintN(32, state << 5n)
    return Number(state % 1000n)
  }
  const drawn = numbers(40).map(random)
  const sorted = [...drawn].sort((a, b) => a - b)
  return lines(...table(drawn, 10), '', ...table(sorted, 10))
}

function hanoi(): string {
  const moves = (count: number, from: string, to: string, between: string): string[] =>
    count === 0
      ? []
      : [
          ...moves(count - 1, from, between, to),
          `disc ${count} from ${from} to ${to}`,
          ...moves(count - 1, between, to, from),
        ]
  const made = moves(4, 'A', 'C', 'B')
  return lines(...made, `${made.length} moves`)
}

function mandelbrot(): string {
  const shades = '  ..,:;iirrssXXAA225533hhM#'
  const product = (a: number, b: number): number => Math.trunc((a * b) / 4096)
  const iterations = (cx: number, cy: number): number => {
    let [x, y] = [0, 0]
    for (let count = 0; count < 26; count++) {
      const [xx, yy] = [product(x, x), product(y, y)]
      if (xx + yy >= 4 * 4096) return count
      ;[x, y] = [xx - yy + cx, 2 * product(x, y) + cy]
    }
    return 26
  }
  const row = (cy: number): string =>
    numbers(78)
      .map((column) => shades[iterations(-9011 + 168 * column, cy)])
      .join('')
  return lines(...numbers(24).map((index) => row(-4911 + 427 * index)))
}

function queens(): string {
  const solutions: number[][] = []
  const place = (columns: readonly number[]): void => {
    if (columns.length === 8) solutions.push([...columns])
    else for (const column of numbers(8)) if (isFree(columns, column)) place([...columns, column])
  }
  const isFree = (columns: readonly number[], column: number): boolean =>
    columns.every((other, row) => other !== column && Math.abs(other - column) !== columns.length - row)
  place([])
  const board = solutions[0].map((queen) =>
    numbers(8)
      .map((column) => (column === queen ? 'Q' : '.'))
      .join(' '),
  )
  return lines(...board, `${solutions.length} solutions`)
}

function life(): string {
  const [width, height] = [32, 8]
  const key = (column: number, row: number): string =>
    `${(column + width) % width},${(row + height) % height}`
  const seeds = [[1, 0], [2, 1], [0, 2], [1, 2], [2, 2], [24, 3], [25, 3], [26, 3]] // biome-ignore format: a list of points
  let alive = new Set(seeds.map(([column, row]) => key(column, row)))
  const neighbours = (column: number, row: number): number =>
    numbers(9).filter((n) => n !== 4 && alive.has(key(column + (n % 3) - 1, row + Math.floor(n / 3) - 1)))
      .length
  const cells = numbers(width * height).map((n): [number, number] => [n % width, Math.floor(n / width)])
  const survives = ([column, row]: [number, number]): boolean =>
    neighbours(column, row) === 3 || (neighbours(column, row) === 2 && alive.has(key(column, row)))
  const drawn = numbers(11).map((generation) => {
    const rows = numbers(height).map((row) =>
      numbers(width)
        .map((column) => (alive.has(key(column, row)) ? '#' : '.'))
        .join(''),
    )
    alive = new Set(cells.filter(survives).map(([column, row]) => key(column, row)))
    return generation % 5 === 0 ? lines(`generation ${generation}`, ...rows, '') : ''
  })
  return drawn.join('')
}

/** The output of each example that can be computed. */
export const MODELS: Readonly<Record<string, () => string>> = {
  hello: () => lines('Hello, World!'),
  primes,
  sorting,
  hanoi,
  mandelbrot,
  queens,
  life,
}
