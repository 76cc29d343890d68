/* CRC-32 with a table of 256 words, like lrvm/crc32.lasm. */
#include "benchmark.h"

static uint32_t table[256];

static void make_table(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t entry = i;
    for (int bit = 0; bit < 8; bit++) entry = entry & 1 ? entry >> 1 ^ 0xedb88320 : entry >> 1;
    table[i] = entry;
  }
}

static inline uint32_t add_byte(uint32_t crc, uint32_t byte) { return table[(crc ^ byte) & 255] ^ crc >> 8; }

static uint32_t run(uint32_t words, uint32_t rounds) {
  uint32_t *message = allocate(words);
  uint32_t crc = UINT32_MAX;
  uint32_t x = 0;
  make_table();
  for (uint32_t i = 0; i < words; i++) message[i] = x = next_random(x);
  for (; rounds > 0; rounds--) {
    for (uint32_t i = 0; i < words; i++) {
      uint32_t word = message[i];
      crc = add_byte(crc, word >> 24);
      crc = add_byte(crc, word >> 16);
      crc = add_byte(crc, word >> 8);
      crc = add_byte(crc, word);
    }
  }
  return ~crc;
}
