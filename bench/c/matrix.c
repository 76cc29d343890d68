/* Multiplies square matrices of words, like lrvm/matrix.lasm. */
#include "benchmark.h"

static void multiply(const uint32_t *left, const uint32_t *right, uint32_t *product, uint32_t size) {
  for (uint32_t row = 0; row < size; row++) {
    for (uint32_t column = 0; column < size; column++) {
      uint32_t sum = 0;
      for (uint32_t k = 0; k < size; k++) sum += left[row * size + k] * right[k * size + column];
      product[row * size + column] = sum;
    }
  }
}

static uint32_t run(uint32_t size, uint32_t rounds) {
  uint32_t words = size * size;
  uint32_t *left = allocate(words);
  uint32_t *right = allocate(words);
  uint32_t *product = allocate(words);
  uint32_t x = 0;
  for (uint32_t i = 0; i < words; i++) left[i] = (x = next_random(x)) >> 16;
  for (uint32_t i = 0; i < words; i++) right[i] = (x = next_random(x)) >> 16;
  for (; rounds > 0; rounds--) {
    multiply(left, right, product, size);
    uint32_t *other = left;
    left = product;
    product = other;
  }
  return checksum_of(left, words);
}
