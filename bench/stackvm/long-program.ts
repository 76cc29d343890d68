// How long `isaforge stack-vm` takes for a program of 20 million words, from the start of the process to its exit, and how
// long the same file takes with one read call per word. Needs `npm run build`.
// Usage: node scripts/run-ts.mjs bench/stackvm/long-program.ts
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const COMMAND = 'apps/cli/bin/isaforge.js'
const WORDS = 20_000_000
const RUNS = 5
const MOST_VALUES = 500
/** ADD, SUB and MUL; division would have to know its operands. */
const OPERATIONS = [0x40000001, 0x40000002, 0x40000003]
const HALT = 0x40000000

/** Numbers and operations in random order, with never too many values and never too few. */
function program(): Uint32Array {
  const words = new Uint32Array(WORDS)
  let values = 0
  let random = 12345
  for (let index = 0; index < WORDS - 1; index++) {
    random = (Math.imul(random, 1103515245) + 12345) | 0
    const isNumber = values < 2 || (values < MOST_VALUES && (random & 0x10000) === 0)
    words[index] = isNumber ? (random >>> 2) | 1 : OPERATIONS[(random >>> 20) % OPERATIONS.length]
    values += isNumber ? 1 : -1
  }
  words[WORDS - 1] = HALT
  return words
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** Seconds that a call takes. */
function timed(call: () => void): number {
  const began = performance.now()
  call()
  return (performance.now() - began) / 1000
}

function readWordByWord(file: string): void {
  const descriptor = openSync(file, 'r')
  const word = new Uint8Array(4)
  while (readSync(descriptor, word) === word.length);
  closeSync(descriptor)
}

const folder = mkdtempSync(join(tmpdir(), 'isaforge-bench-'))
try {
  const file = join(folder, 'long.out')
  writeFileSync(file, new Uint8Array(program().buffer))
  const run = (): void => {
    const { status } = spawnSync(process.execPath, [COMMAND, 'stack-vm', file])
    if (status !== 0) throw new Error(`stack-vm ended with ${status}`)
  }
  run()
  const whole = Array.from({ length: RUNS }, () => timed(run))
  console.log(
    `isaforge stack-vm, ${WORDS} words: median ${median(whole).toFixed(2)} s, best ${Math.min(...whole).toFixed(2)} s`,
  )
  console.log(`one read call per word, nothing else: ${timed(() => readWordByWord(file)).toFixed(2)} s`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
