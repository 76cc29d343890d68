/* The sieve of Eratosthenes, one word per number, like lrvm/sieve.lasm. */
#include "benchmark.h"

static uint32_t run(uint32_t limit, uint32_t rounds) {
  uint32_t *sieve = malloc(limit * sizeof *sieve);
  uint32_t found = 0;
  if (sieve == NULL) exit(1);
  for (; rounds > 0; rounds--) {
    for (uint32_t i = 0; i < limit; i++) sieve[i] = 0;
    for (uint32_t i = 2; i < limit; i++) {
      if (sieve[i] != 0) continue;
      found++;
      for (uint32_t multiple = i + i; multiple < limit; multiple += i) sieve[multiple] = 1;
    }
  }
  free(sieve);
  return found;
}
