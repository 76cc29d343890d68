/* Sorts pseudo-random words in place by recursion, like lrvm/quicksort.lasm. */
#include "benchmark.h"

static void sort(uint32_t *first, uint32_t *last) {
  if (first >= last) return;
  uint32_t pivot = first[(last - first) / 2];
  uint32_t *up = first;
  uint32_t *down = last;
  do {
    while (*up < pivot) up++;
    while (pivot < *down) down--;
    if (down < up) break;
    uint32_t word = *up;
    *up++ = *down;
    *down-- = word;
  } while (up <= down);
  sort(first, down);
  sort(up, last);
}

static uint32_t run(uint32_t count, uint32_t rounds) {
  uint32_t *words = allocate(count + 1) + 1; /* `down` may end up one word before the first */
  uint32_t checksum = 0;
  uint32_t x = 0;
  for (; rounds > 0; rounds--) {
    for (uint32_t i = 0; i < count; i++) words[i] = x = next_random(x);
    sort(words, words + count - 1);
    for (uint32_t i = 0; i < count; i++) checksum = checksum * 31 + words[i];
  }
  return checksum;
}
