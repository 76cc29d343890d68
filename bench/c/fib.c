/* Fibonacci numbers by double recursion, like lrvm/fib.lasm. */
#include "benchmark.h"

/* Calls are what is measured: the function may not be inlined into itself, and the empty `asm` between the second call
   and the sum keeps the compiler from turning that call into a loop. */
__attribute__((noinline)) static uint32_t fib(uint32_t n) {
  if (n < 2) return n;
  uint32_t first = fib(n - 1);
  uint32_t second = fib(n - 2);
  __asm__ volatile("" : "+r"(second));
  return first + second;
}

static uint32_t run(uint32_t n, uint32_t unused) {
  (void)unused;
  return fib(n);
}
