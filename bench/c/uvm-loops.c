/* Three loops within each other around a little integer arithmetic, like uvm/loops.anvil. */
#include "benchmark.h"

static uint32_t run(uint32_t size, uint32_t unused) {
  (void)unused;
  uint32_t sum = 0;
  for (uint32_t a = 0; a < size; a++)
    for (uint32_t b = 0; b < size; b++)
      for (uint32_t c = 0; c < size; c++) sum = sum * 3 + (a + b) * c - 7;
  return sum;
}
