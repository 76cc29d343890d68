; The Fibonacci number %r0 by double recursion. A return restores %r0 to %r8, so nothing has to be saved.
section .data
section .text
entry start

fib:
  cmp %r0, $2
  sub %accumulator, $2
  jz small
  sub %r0, $1
  call fib
  mov %r1, %accumulator
  sub %r0, $1
  call fib
  add %accumulator, %r1
  ret
small:
  mov %accumulator, %r0
  ret

start:
  call fib
  mov %r0, %accumulator
  mov %call, $sys_exit
  int $int_syscall
