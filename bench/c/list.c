/* Walks along a ring of nodes, like lrvm/list.lasm. Where LRVM has addresses of words, C has their indices. */
#include "benchmark.h"

static uint32_t run(uint32_t count, uint32_t steps) {
  uint32_t *nodes = allocate(2 * count); /* the next node, a value */
  uint32_t x = 0;
  for (uint32_t i = 0; i < count; i++) {
    nodes[2 * i] = 2 * i;
    nodes[2 * i + 1] = x = next_random(x);
  }
  for (uint32_t i = count - 1; i > 0; i--) {
    x = next_random(x);
    uint32_t other = 2 * ((x >> 8) % i);
    uint32_t next = nodes[2 * i];
    nodes[2 * i] = nodes[other];
    nodes[other] = next;
  }
  uint32_t sum = 0;
  for (uint32_t node = 0; steps > 0; steps--) {
    sum += nodes[node + 1];
    node = nodes[node];
  }
  return sum;
}
