; A calculator: reads lines such as 2 + 3 * 4, computes from left to right, prints one result per line.
;
; isaforge run examples/mvm/calculator.asm < examples/mvm/input/calculator.txt

section .data
  digits: ascii "00000000000000000000\n"

section .text
entry start

print_number:
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

; %r6 walks over the input; %r0 is the result so far, %r1 the operator that waits, %r2 the number being read.
start:
  mov %r0, $100
  mov %call, $sys_alloc
  int $int_syscall
  mov %r6, %accumulator
  mov %r0, %r6
  mov %r1, $100
  mov %call, $sys_read
  int $int_syscall

line:
  mov %r0, $0
  mov %r1, $43
  mov %r2, $0
character:
  load8 %r3, %r6
  add %r6, $1
  cmp %r3, $32
  jz character
  cmp %r3, $48
  sub %accumulator, $2
  jz operator
  mul %r2, $10
  add %r2, %r3
  sub %r2, $48
  jmp character

; An operator, a line feed or the end: the one that waits is applied.
operator:
  cmp %r1, $43
  jz plus
  cmp %r1, $45
  jz minus
  cmp %r1, $42
  jz times
  ; Division by zero would end the program; here it changes nothing.
  mov %accumulator, %r2
  jz applied
  div %r0, %r2
  jmp applied
plus:
  add %r0, %r2
  jmp applied
minus:
  sub %r0, %r2
  jmp applied
times:
  mul %r0, %r2

applied:
  mov %r1, %r3
  mov %r2, $0
  mov %accumulator, %r3
  jz finish
  cmp %r3, $10
  jnz character
  call print_number
  jmp line

finish:
  mov %r0, $0
  mov %call, $sys_exit
  int $int_syscall
