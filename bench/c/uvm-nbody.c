/* A sun and two planets that attract each other, in binary32, like uvm/nbody.anvil. The result is the sum's bit pattern. */
#include <math.h>
#include <string.h>
#include "benchmark.h"

#define STEP 0.001f

static uint32_t run(uint32_t steps, uint32_t unused) {
  (void)unused;
  float x0 = 0, y0 = 0, u0 = 0, v0 = -0.01f;
  float x1 = 1, y1 = 0, u1 = 0, v1 = 1;
  float x2 = 0, y2 = 2, u2 = -0.7f, v2 = 0;
  for (uint32_t turn = 0; turn < steps; turn++) {
    float a = x1 - x0, b = y1 - y0;
    float c = x2 - x0, d = y2 - y0;
    float e = x2 - x1, f = y2 - y1;
    float p = a * a + b * b, q = c * c + d * d, r = e * e + f * f;
    float h = STEP / (p * sqrtf(p)), i = STEP / (q * sqrtf(q)), j = STEP / (r * sqrtf(r));
    u0 = u0 + (a * h * 0.01f + c * i * 0.02f);
    v0 = v0 + (b * h * 0.01f + d * i * 0.02f);
    u1 = u1 - a * h + e * j * 0.02f;
    v1 = v1 - b * h + f * j * 0.02f;
    u2 = u2 - c * i - e * j * 0.01f;
    v2 = v2 - d * i - f * j * 0.01f;
    x0 += STEP * u0;
    y0 += STEP * v0;
    x1 += STEP * u1;
    y1 += STEP * v1;
    x2 += STEP * u2;
    y2 += STEP * v2;
  }
  float sum = x0 * x0 + y0 * y0 + x1 * x1 + y1 * y1 + x2 * x2 + y2 * y2 + u0 + v0 + u1 + v1 + u2 + v2;
  uint32_t pattern;
  memcpy(&pattern, &sum, sizeof pattern);
  return pattern;
}
