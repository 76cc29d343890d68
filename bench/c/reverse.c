/* Reverses a text in place, like lrvm/reverse.lasm. */
#include "benchmark.h"

static uint32_t run(uint32_t length, uint32_t rounds) {
  uint32_t *text = allocate(length);
  for (uint32_t i = 0; i < length; i++) text[i] = ' ' + i % 95;
  for (; rounds > 0; rounds--) {
    uint32_t *left = text;
    uint32_t *right = text + length - 1;
    while (left < right) {
      uint32_t character = *left;
      *left++ = *right;
      *right-- = character;
    }
    text[0]++;
  }
  return checksum_of(text, length);
}
