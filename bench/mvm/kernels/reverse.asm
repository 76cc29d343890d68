; Reverses a text of %r0 words in place %r1 times.
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
  ; %r5 to %r6: the text.
  mov %r5, %accumulator
  mov %r6, %r5
  add %r6, %r8

  mov %r1, %r5
  mov %r2, $32
fill:
  store32 %r1, %r2
  add %r2, $1
  cmp %r2, $127
  jnz within
  mov %r2, $32
within:
  add %r1, $4
  cmp %r1, %r6
  jnz fill

round:
  mov %accumulator, %r7
  jz sum
  sub %r7, $1
  mov %r1, %r5
  mov %r2, %r6
  sub %r2, $4
exchange:
  cmp %r1, %r2
  sub %accumulator, $2
  jnz met
  load32 %r3, %r1
  load32 %r4, %r2
  store32 %r1, %r4
  store32 %r2, %r3
  add %r1, $4
  sub %r2, $4
  jmp exchange
met:
  load32 %r3, %r5
  add %r3, $1
  store32 %r5, %r3
  jmp round

sum:
  mov %r0, $0
add_word:
  mul %r0, $31
  load32 %r4, %r5
  add %r0, %r4
  add %r5, $4
  cmp %r5, %r6
  jnz add_word
  mov %call, $sys_exit
  int $int_syscall
