/* Counts up to 2^24. A compiler that sees the loop replaces it by its result, so an empty `asm` takes both numbers
   into registers in every turn and claims to change them: the addition, the constant and the comparison stay, 2^24
   times. LRVM computes seven flags in most of the steps; C has no use for them and computes none. */
#include "benchmark.h"

static uint32_t run(uint32_t a0, uint32_t a1) {
  do {
    a0 += 1;
    a1 = UINT32_C(1) << 24;
    __asm__ volatile("" : "+r"(a0), "+r"(a1));
  } while (a0 != a1);
  return a0;
}
