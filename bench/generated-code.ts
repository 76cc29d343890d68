// Guest programs of any length: block after block with a hot loop in it, in a loop around all.

/** How long loops are: so many times the same calculation. */
export type Stretch = number

/** Instructions of a block; behind the last one are four more. */
export const blockInstructions = (stretch: Stretch = 1): number => 4 + 16 * stretch

/** Instructions of the loop in a block: all but the first. */
export const loopInstructions = (stretch: Stretch = 1): number => blockInstructions(stretch) - 1

const INSTRUCTION_BYTES = 4
/** Memory for the stack that programs need. */
export const RAM_BYTES = 0x10000

/** The register that says how often each loop turns. */
export const TURNS = 'a7'
/** The register that says how often all blocks are executed. */
export const ROUNDS = 'a6'
/** Blocks push a word. */
export const STACK = 'ssp'

/** How many blocks the program in an image has. */
export const loopsIn = (image: Uint8Array, stretch: Stretch = 1): number =>
  Math.floor(image.length / (INSTRUCTION_BYTES * blockInstructions(stretch)))

/** Where the loop of a block begins. */
export const loopAddress = (block: number, stretch: Stretch = 1): bigint =>
  BigInt(INSTRUCTION_BYTES * (blockInstructions(stretch) * block + 1))

/** The source of a program with some blocks; their numbers, which begin with `first`, make all different. */
export function generateProgram(blocks: number, first = 0, stretch: Stretch = 1): string {
  const all = Array.from({ length: blocks }, (_, block) => blockLines(first + block, stretch))
  return ['main:', ...all.flat(), '    sub a6, 1', '    ifnq', '      jp main', '    halt', ''].join('\n')
}

function blockLines(block: number, stretch: Stretch): readonly string[] {
  const calculation = Array.from({ length: stretch }, (_, part) => calculationLines(block + part))
  return [
    `block_${block}:`,
    '    cpy a1, a7',
    '.loop:',
    ...calculation.flat(),
    '    sub a1, 1',
    '    ifnq',
    '      jpr .loop - $',
  ]
}

function calculationLines(seed: number): readonly string[] {
  const number = (factor: number): number => (seed * factor) % 60_000
  return [
    `    add a0, ${number(7)}`,
    '    xor a2, a0',
    `    shl a2, ${1 + (seed % 5)}`,
    '    push a2',
    `    add a3, ${number(13)}`,
    '    and a3, a0',
    '    bor a4, a3',
    `    mul a4, ${3 + (seed % 11)}`,
    '    pop a5',
    '    add a5, a4',
    `    cmp a5, ${number(17)}`,
    '    ifgt',
    `      xor a0, ${number(23)}`,
    `    shr a0, ${1 + (seed % 3)}`,
    '    sub a2, a3',
    '    add a2, 1',
  ]
}
