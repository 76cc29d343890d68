; Functions on texts that end in a zero byte: length, comparison, reversal in place, printing.
; They take addresses in %r0 and %r1 and answer in the accumulator, which is all that survives a return.

section .data
  word: ascii "stressed\0"
  sweet: ascii "desserts\0"
  same: ascii " is the same backwards as \0"
  end: ascii "\n\0"

section .text
entry start

; Number of bytes before the zero byte.
length:
  mov %r1, %r0
seek:
  load8 %accumulator, %r0
  jz found
  add %r0, $1
  jmp seek
found:
  mov %accumulator, %r0
  sub %accumulator, %r1
  ret

; 0 if two texts are equal.
compare:
  load8 %r2, %r0
  load8 %r3, %r1
  cmp %r2, %r3
  jnz differ
  add %r0, $1
  add %r1, $1
  mov %accumulator, %r2
  jnz compare
differ:
  ret

; Exchanges first and last bytes until both meet.
reverse:
  call length
  mov %r1, %r0
  add %r1, %accumulator
exchange:
  sub %r1, $1
  ; Greater is 1: the left one is still left of the right one.
  cmp %r1, %r0
  sub %accumulator, $1
  jnz met
  load8 %r2, %r0
  load8 %r3, %r1
  store8 %r0, %r3
  store8 %r1, %r2
  add %r0, $1
  jmp exchange
met:
  ret

print:
  call length
  mov %r2, %accumulator
  mov %r1, %r0
  mov %r0, $1
  mov %call, $sys_write
  int $int_syscall
  ret

; Texts begin eight bytes behind their labels.
start:
  mov %r0, word
  add %r0, $8
  call print
  mov %r8, %r0
  call reverse

  mov %r1, sweet
  add %r1, $8
  call compare
  jnz finish

  mov %r0, same
  add %r0, $8
  call print
  mov %r0, %r8
  call print

finish:
  mov %r0, end
  add %r0, $8
  call print
  mov %r0, $0
  mov %call, $sys_exit
  int $int_syscall
