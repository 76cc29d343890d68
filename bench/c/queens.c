/* Counts the ways to put queens on a board, like lrvm/queens.lasm. The compiler may inline calls. */
#include "benchmark.h"

static uint32_t place(uint32_t all, uint32_t columns, uint32_t left, uint32_t right) {
  if (columns == all) return 1;
  uint32_t solutions = 0;
  uint32_t squares = all & ~(columns | left | right);
  while (squares != 0) {
    uint32_t queen = squares & -squares;
    squares ^= queen;
    solutions += place(all, columns | queen, (left | queen) << 1, (right | queen) >> 1);
  }
  return solutions;
}

static uint32_t run(uint32_t size, uint32_t unused) {
  (void)unused;
  return place((UINT32_C(1) << size) - 1, 0, 0, 0);
}
