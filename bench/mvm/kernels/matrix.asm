; Multiplies square matrices of %r0 rows %r1 times; words of 32 bits.
section .data
section .text
entry start

; Fills the words from %r1 to %r2 with the upper halves of random numbers; begins with the word at %r3 and leaves the last one there.
fill:
  load32 %r4, %r3
  mul %r4, $1664525
  add %r4, $1013904223
  store32 %r3, %r4
  load32 %r4, %r3
  div %r4, $65536
  store32 %r1, %r4
  add %r1, $4
  cmp %r1, %r2
  jnz fill
  ret

; Multiplies the matrix at %r5 by that at %r6 into %r7; %r8: bytes of a row.
multiply:
  mov %r0, %r5
row:
  mov %r1, $0
column:
  ; %r2 walks along the row, %r3 down the column.
  mov %r2, %r0
  mov %r3, %r6
  add %r3, %r1
  mov %r4, $0
  mov %call, %r0
  add %call, %r8
element:
  load32 %accumulator, %r2
  load32 %mem_ptr, %r3
  mul %accumulator, %mem_ptr
  add %r4, %accumulator
  add %r2, $4
  add %r3, %r8
  cmp %r2, %call
  jnz element
  store32 %r7, %r4
  add %r7, $4
  add %r1, $4
  cmp %r1, %r8
  jnz column
  add %r0, %r8
  cmp %r0, %r6
  jnz row
  ret

start:
  mov %mem_ptr, %r1
  mov %r8, %r0
  mul %r8, $4
  ; The three matrices lie one behind the other.
  mov %r4, %r8
  mul %r4, %r0
  mov %r0, %r4
  mul %r0, $3
  add %r0, $4
  mov %call, $sys_alloc
  int $int_syscall
  mov %r5, %accumulator
  mov %r6, %r5
  add %r6, %r4
  mov %r7, %r6
  add %r7, %r4
  mov %r3, %r7
  add %r3, %r4
  mov %r1, %r5
  mov %r2, %r6
  call fill
  mov %r1, %r6
  mov %r2, %r7
  call fill

  mov %r2, %mem_ptr
  mov %r1, %r6
round:
  mov %accumulator, %r2
  jz sum
  sub %r2, $1
  call multiply
  ; The product becomes the left matrix.
  mov %r0, %r5
  mov %r1, %r7
copy:
  load32 %r3, %r1
  store32 %r0, %r3
  add %r0, $4
  add %r1, $4
  cmp %r0, %r6
  jnz copy
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
