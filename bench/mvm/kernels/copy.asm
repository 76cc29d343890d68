; Copies %r0 words back and forth %r1 times.
section .data
section .text
entry start

start:
  mov %r7, %r1
  mov %r8, %r0
  mul %r8, $4
  mov %r0, %r8
  mov %call, $sys_alloc
  int $int_syscall
  mov %r5, %accumulator
  int $int_syscall
  mov %r6, %accumulator

  mov %r1, %r5
  mov %r2, $0
  mov %r3, %r5
  add %r3, %r8
fill:
  store32 %r1, %r2
  add %r2, $40503
  add %r1, $4
  cmp %r1, %r3
  jnz fill

round:
  mov %accumulator, %r7
  jz sum
  sub %r7, $1
  mov %r1, %r5
  mov %r2, %r6
  mov %r3, %r5
  add %r3, %r8
copy:
  load32 %r4, %r1
  store32 %r2, %r4
  add %r1, $4
  add %r2, $4
  cmp %r1, %r3
  jnz copy
  load32 %r4, %r6
  add %r4, $1
  store32 %r6, %r4
  mov %r4, %r5
  mov %r5, %r6
  mov %r6, %r4
  jmp round

sum:
  mov %r0, $0
  mov %r3, %r5
  add %r3, %r8
add_word:
  mul %r0, $31
  load32 %r4, %r5
  add %r0, %r4
  add %r5, $4
  cmp %r5, %r3
  jnz add_word
  mov %call, $sys_exit
  int $int_syscall
