; Reads a text and writes it in capital letters.
;
; isaforge run examples/mvm/shout.asm < examples/mvm/input/shout.txt

section .data

section .text
entry start

start:
  ; A block for the text. A full read would lose its last byte, so the text has to be shorter than the block.
  mov %r0, $400
  mov %call, $sys_alloc
  int $int_syscall
  mov %r7, %accumulator

  mov %r0, %r7
  mov %r1, $400
  mov %call, $sys_read
  int $int_syscall

  ; %r6 walks over the text, which ends in a zero byte.
  mov %r6, %r7
next:
  load8 %r1, %r6
  mov %accumulator, %r1
  jz done

  ; cmp leaves 0 for equal, 1 for greater, 2 for less in the accumulator.
  cmp %r1, $97
  sub %accumulator, $2
  jz keep
  cmp %r1, $122
  sub %accumulator, $1
  jz keep
  sub %r1, $32
  store8 %r6, %r1

keep:
  add %r6, $1
  jmp next

done:
  mov %r0, $1
  mov %r1, %r7
  mov %r2, %r6
  sub %r2, %r7
  mov %call, $sys_write
  int $int_syscall

  mov %r0, $0
  mov %call, $sys_exit
  int $int_syscall
