// The examples compile without a diagnostic and print, on every engine, what is written down beside them; what that is
// was computed by other means where there are some.
import { ENGINE_NAMES } from 'isaforge/engines'
import { translate } from 'isaforge/languages/anvil'
import { describe, expect, test } from 'vitest'
import { EXAMPLES, exampleText, expectedOutput } from './examples.js'
import { interpret } from './interpreter.js'
import { compiled, run } from './machine.js'

describe.each(EXAMPLES)('the example %s', (name) => {
  test('has no diagnostics, and the interpreter prints the expected output', () => {
    const { checked, diagnostics } = translate(name, exampleText(name))
    expect(diagnostics).toEqual([])
    expect(checked && interpret(checked, 10_000_000).printed).toBe(expectedOutput(name))
  })

  test.each(ENGINE_NAMES)('prints the expected output on the %s engine', (engine) => {
    const { end, printed } = run(compiled(exampleText(name)), engine)
    expect(end).toEqual({ kind: 'halted' })
    expect(printed).toBe(expectedOutput(name))
  })

  test.each([53, 1009])(
    'prints the expected output when it is compiled and runs in pieces of %i',
    (piece) => {
      const { end, printed } = run(compiled(exampleText(name)), 'jit', 5_000_000, piece)
      expect(end).toEqual({ kind: 'halted' })
      expect(printed).toBe(expectedOutput(name))
    },
  )
})

test('a loop in a routine that is called in a loop has its arguments wherever it is left', () => {
  const code = compiled(`
    fn steps(seed: int, limit: int) -> int {
      var x = seed
      for turn in 0..limit {
        if x > 1000 { return turn }
        x = x * 3 % 1777
      }
      return limit
    }
    fn total(size: int) -> int {
      var sum = 0
      for row in 0..size { sum += steps(row + 1, 20) }
      return sum
    }
    print total(200)
  `)
  const expected = run(code, 'reference')
  expect(expected.end).toEqual({ kind: 'halted' })
  for (let piece = 50; piece < 150; piece += 9) expect(run(code, 'jit', 5_000_000, piece)).toEqual(expected)
})

test('the example countdown needs only the base set', () => {
  const { image } = compiled(exampleText('countdown'), { base: true })
  expect(run({ ...compiled(exampleText('countdown')), image }, 'interpreter').printed).toBe(
    expectedOutput('countdown'),
  )
})

describe('the expected output of', () => {
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)
  const numbersIn = (name: string): number[] => expectedOutput(name).trim().split('\n').map(Number)
  const isPrime = (one: number): boolean => upTo(one).filter((divisor) => one % divisor === 0).length === 2
  const divisors = (n: number): number[] => upTo(n - 1).filter((divisor) => n % divisor === 0)
  const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0)

  test('primes and sieve is what no smaller number divides', () => {
    expect(numbersIn('primes')).toEqual(upTo(99).filter(isPrime))
    const below = upTo(119).filter(isPrime)
    expect(numbersIn('sieve')).toEqual([...below, below.length])
  })

  test('gcd is known', () => {
    expect(numbersIn('gcd')).toEqual([21, 42, 232792560])
  })

  test('queens is known (https://oeis.org/A000170)', () => {
    expect(numbersIn('queens')).toEqual([1, 0, 0, 2, 10, 4])
  })

  test('fibonacci is what adding gives', () => {
    const numbers = [0, 1]
    while (numbers.length < 47) numbers.push(numbers[numbers.length - 1] + numbers[numbers.length - 2])
    expect(numbersIn('fibonacci')).toEqual(numbers)
  })

  test('sorting is sorted, and there are 16 numbers', () => {
    let random = 42
    const drawn = upTo(16).map(() => {
      random = (Math.imul(random, 1103515245) + 12345) | 0
      return Math.trunc(random / 65536) % 1000
    })
    expect(numbersIn('sorting')).toEqual(drawn.sort((a, b) => a - b))
  })

  test('ackermann is what the closed forms give', () => {
    const few = upTo(7).map((one) => one - 1)
    const wanted = [
      ...few.map((n) => n + 1),
      ...few.map((n) => n + 2),
      ...few.map((n) => 2 * n + 3),
      2 ** 7 - 3,
    ]
    expect(numbersIn('ackermann')).toEqual(wanted)
  })

  test('calendar is what JavaScript says', () => {
    const lines = upTo(12).flatMap((month) => {
      const first = new Date(Date.UTC(2024, month - 1, 1))
      return [month, (first.getUTCDay() + 6) % 7, new Date(Date.UTC(2024, month, 0)).getUTCDate()]
    })
    expect(numbersIn('calendar')).toEqual(lines)
  })

  test('perfect is what the sums of divisors give', () => {
    const found = upTo(299).flatMap((n) => {
      const other = sum(divisors(n))
      if (other === n && n > 1) return [n]
      return other > n && sum(divisors(other)) === n ? [n, other] : []
    })
    expect(numbersIn('perfect')).toEqual(found)
  })

  test('collatz is known', () => {
    expect(numbersIn('collatz')).toEqual([97, 118, 9232])
  })

  test('matrix is the trace of each power, 2ⁿ + 2(−1)ⁿ', () => {
    const lines = upTo(10).flatMap((n) => [n, 2 ** n + 2 * (-1) ** n])
    expect(numbersIn('matrix')).toEqual(lines)
  })

  test('newton is each square root twice, and pi is pi three times, as near as floats are', () => {
    const roots = upTo(10).flatMap((n) => [Math.sqrt(n), Math.sqrt(n)])
    numbersIn('newton').forEach((root, index) => {
      expect(root).toBeCloseTo(roots[index], 5)
    })
    for (const approximation of numbersIn('pi')) expect(approximation).toBeCloseTo(Math.PI, 2)
  })

  test('nbody keeps its energy', () => {
    const numbers = numbersIn('nbody')
    expect(numbers[numbers.length - 1]).toBeCloseTo(numbers[0], 4)
  })
})
