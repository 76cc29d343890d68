// MVM programs that need much: memory, stack, blocks of the heap.
import { boardOf } from 'isaforge/machines/mvm'
import { expect, test } from 'vitest'
import { imageOf, ran } from './assembling.js'

const EXIT = 'mov %r0, $7 mov %call, $sys_exit int $int_syscall'
const FUEL = 1_000_000_000

/** Runs a text with so many bytes of memory and stack; its exit status. */
function status(text: string, memory: bigint, stack: bigint): number | undefined {
  const board = boardOf({ memory, stack })
  const image = imageOf(`section .data section .text ${text}`)
  const { stop } = ran(image, { ...(board === undefined ? {} : { board }), fuel: FUEL, engine: 'jit' })
  return stop.kind === 'exit' ? stop.status : undefined
}

test('a program can have a memory of 1 GiB and use both of its ends', () => {
  const text = `mov %r0, $1000000000 mov %call, $sys_alloc int $int_syscall
    mov %r1, %accumulator mov %r2, %r1 add %r2, $999000000
    fill: store64 %r1, %r1 add %r1, $1000000 cmp %r1, %r2 sub %accumulator, $2 jz fill
    sub %r1, $1000000 load64 %r3, %r1 cmp %r3, %r1 jnz fail ${EXIT} fail: halt`
  expect(status(text, 2n ** 30n, 2n ** 20n)).toBe(7)
})

test('a program can call itself 900 000 times on a stack of 100 MB', () => {
  const text = `jmp start
    down: sub %r0, $1 mov %accumulator, %r0 jz up call down up: ret
    start: mov %r0, $900000 call down ${EXIT}`
  expect(status(text, 110_000_000n, 101_000_000n)).toBe(7)
})

test('a program can take and give back a million blocks', () => {
  const text = `mov %r0, $8000000 mov %call, $sys_alloc int $int_syscall
    mov %r5, %accumulator mov %r6, %r5 mov %r7, $1000000
    take: mov %r0, $16 int $int_syscall store64 %r6, %accumulator add %r6, $8
    sub %r7, $1 mov %accumulator, %r7 jnz take
    mov %r7, $1000000 mov %call, $sys_free
    give: load64 %r0, %r5 int $int_syscall add %r5, $8 sub %r7, $1 mov %accumulator, %r7 jnz give
    mov %r0, $15000000 mov %call, $sys_alloc int $int_syscall ${EXIT}`
  expect(status(text, 2n ** 26n, 4096n)).toBe(7)
})
