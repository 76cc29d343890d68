/* The Mandelbrot set in fixed point with 12 bits of fraction, like lrvm/mandelbrot.lasm. */
#include "benchmark.h"

static uint32_t steps_of(int32_t real, int32_t imaginary, uint32_t limit) {
  int32_t x = 0, y = 0;
  for (uint32_t step = 0; step < limit; step++) {
    int32_t xx = x * x >> 12;
    int32_t yy = y * y >> 12;
    if (xx + yy > 4 << 12) return step;
    y = (y * x >> 11) + imaginary;
    x = xx - yy + real;
  }
  return limit;
}

static uint32_t run(uint32_t size, uint32_t limit) {
  int32_t distance = (3 << 12) / size;
  uint32_t sum = 0;
  int32_t imaginary = -(3 << 11);
  for (uint32_t row = 0; row < size; row++, imaginary += distance) {
    int32_t real = -(9 << 10);
    for (uint32_t point = 0; point < size; point++, real += distance) sum += steps_of(real, imaginary, limit);
  }
  return sum;
}
