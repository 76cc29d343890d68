/* Copies a block of words back and forth, like lrvm/copy.lasm. The compiler may use vector instructions or memcpy for
   the inner loop: that is what a copy costs in C. */
#include "benchmark.h"

static uint32_t run(uint32_t words, uint32_t rounds) {
  uint32_t *from = malloc(words * sizeof *from);
  uint32_t *to = malloc(words * sizeof *to);
  uint32_t checksum = 0;
  if (from == NULL || to == NULL) exit(1);
  for (uint32_t i = 0; i < words; i++) from[i] = i * 40503;
  for (; rounds > 0; rounds--) {
    for (uint32_t i = 0; i < words; i++) to[i] = from[i];
    to[0]++;
    uint32_t *other = from;
    from = to;
    to = other;
  }
  for (uint32_t i = 0; i < words; i++) checksum = checksum * 31 + from[i];
  free(from);
  free(to);
  return checksum;
}
