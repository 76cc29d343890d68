/* What the C benchmarks share: parameters from the command line, so that the compiler does not know them; the time
   measured inside the process, so that starting it does not count; the checksum printed, so that it must be computed.
   Output is one line, `checksum milliseconds`. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* Words that are zero, like a guest's RAM. The process ends before anyone has to free them. */
static inline uint32_t *allocate(uint32_t words) {
  uint32_t *memory = calloc(words, sizeof *memory);
  if (memory == NULL) exit(1);
  return memory;
}

static inline uint32_t next_random(uint32_t x) { return x * 1664525 + 1013904223; }

static inline uint32_t checksum_of(const uint32_t *words, uint32_t count) {
  uint32_t checksum = 0;
  for (uint32_t i = 0; i < count; i++) checksum = checksum * 31 + words[i];
  return checksum;
}

static uint32_t run(uint32_t a0, uint32_t a1);

int main(int count, char **arguments) {
  uint32_t a0 = count > 1 ? strtoul(arguments[1], NULL, 10) : 0;
  uint32_t a1 = count > 2 ? strtoul(arguments[2], NULL, 10) : 0;
  double start = milliseconds();
  uint32_t checksum = run(a0, a1);
  double end = milliseconds();
  printf("%u %.6f\n", checksum, end - start);
  return 0;
}
