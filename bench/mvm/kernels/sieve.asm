; Counts the primes below %r0, %r1 times: the sieve of Eratosthenes, a word of 32 bits per number.
section .data
section .text
entry start

start:
  mov %r7, %r1
  mul %r0, $4
  mov %r6, %r0
  mov %call, $sys_alloc
  int $int_syscall
  ; %r5 to %r6: the words. %r0: primes found. %r2: 0. %r8: 1.
  mov %r5, %accumulator
  add %r6, %r5
  mov %r0, $0
  mov %r2, $0
  mov %r8, $1

round:
  mov %accumulator, %r7
  jz done
  sub %r7, $1
  mov %r1, %r5
clear:
  store32 %r1, %r2
  add %r1, $4
  cmp %r1, %r6
  jnz clear

  ; %r1: the word of a number, %r3: four times the number.
  mov %r1, %r5
  add %r1, $8
  mov %r3, $8
search:
  load32 %accumulator, %r1
  jnz next
  add %r0, $1
  mov %r4, %r1
strike:
  add %r4, %r3
  cmp %r4, %r6
  sub %accumulator, $2
  jnz next
  store32 %r4, %r8
  jmp strike
next:
  add %r1, $4
  add %r3, $4
  cmp %r1, %r6
  jnz search
  jmp round

done:
  mov %call, $sys_exit
  int $int_syscall
