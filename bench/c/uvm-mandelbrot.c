/* The Mandelbrot set in binary32: the steps until points leave a circle, summed up, like uvm/mandelbrot.anvil. */
#include "benchmark.h"

static uint32_t steps_of(float real, float imaginary, uint32_t limit) {
  float x = 0, y = 0;
  for (uint32_t step = 0; step < limit; step++) {
    float xx = x * x, yy = y * y;
    if (xx + yy > 4) return step;
    y = 2 * x * y + imaginary;
    x = xx - yy + real;
  }
  return limit;
}

static uint32_t run(uint32_t size, uint32_t limit) {
  float distance = 3.0f / (float)size;
  uint32_t sum = 0;
  for (uint32_t row = 0; row < size; row++)
    for (uint32_t column = 0; column < size; column++)
      sum += steps_of((float)column * distance - 2.25f, (float)row * distance - 1.5f, limit);
  return sum;
}
