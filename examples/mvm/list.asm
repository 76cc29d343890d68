; Builds a linked list on the heap, prints it from its head on and gives every node back.
; A node is the address of the next one, then a number.

section .data
  digits: ascii "00000000000000000000\n"

section .text
entry start

; Prints the number in %r0 and a line feed. Calls save %r0 to %r8, so nothing in here is seen outside.
print_number:
  ; An ascii item begins with its own address; the text is behind these eight bytes.
  mov %r5, digits
  add %r5, $28
  mov %r4, %r5
digit:
  mov %r1, %r0
  div %r1, $10
  mov %r2, %r1
  mul %r2, $10
  mov %r3, %r0
  sub %r3, %r2
  add %r3, $48
  sub %r4, $1
  store8 %r4, %r3
  mov %r0, %r1
  mov %accumulator, %r0
  jnz digit

  mov %r0, $1
  mov %r1, %r4
  mov %r2, %r5
  sub %r2, %r4
  add %r2, $1
  mov %call, $sys_write
  int $int_syscall
  ret

start:
  ; %r8 is the head of the list, %r7 the number whose square comes next.
  mov %r8, $0
  mov %r7, $1
build:
  mov %r0, $16
  mov %call, $sys_alloc
  int $int_syscall
  mov %r6, %accumulator
  store64 %r6, %r8
  mov %r1, %r6
  add %r1, $8
  mov %r2, %r7
  mul %r2, %r7
  store64 %r1, %r2
  mov %r8, %r6
  add %r7, $1
  cmp %r7, $13
  jnz build

walk:
  mov %r1, %r8
  add %r1, $8
  load64 %r0, %r1
  call print_number

  load64 %r7, %r8
  mov %r0, %r8
  mov %call, $sys_free
  int $int_syscall
  mov %r8, %r7
  mov %accumulator, %r8
  jnz walk

  mov %r0, $0
  mov %call, $sys_exit
  int $int_syscall
