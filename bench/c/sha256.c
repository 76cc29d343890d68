/* SHA-256, like lrvm/sha256.lasm. Ends with status 1 when the digest of "abc" is not the one of FIPS 180-4. */
#include "benchmark.h"
#include <string.h>

static const uint32_t INITIAL[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

static const uint32_t CONSTANTS[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/* From FIPS 180-4, example 1. */
static const uint32_t ABC[16] = {0x61626380, [15] = 24};
static const uint32_t DIGEST_OF_ABC[8] = {
    0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223, 0xb00361a3, 0x96177a9c, 0xb410ff61, 0xf20015ad};

static inline uint32_t rotate(uint32_t x, unsigned by) { return x >> by | x << (32 - by); }

static void compress(uint32_t hash[8], const uint32_t block[16]) {
  uint32_t w[64];
  for (int t = 0; t < 16; t++) w[t] = block[t];
  for (int t = 16; t < 64; t++) {
    uint32_t s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ w[t - 15] >> 3;
    uint32_t s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ w[t - 2] >> 10;
    w[t] = w[t - 16] + s0 + w[t - 7] + s1;
  }
  uint32_t a = hash[0], b = hash[1], c = hash[2], d = hash[3];
  uint32_t e = hash[4], f = hash[5], g = hash[6], h = hash[7];
  for (int t = 0; t < 64; t++) {
    uint32_t s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    uint32_t t1 = h + s1 + (((f ^ g) & e) ^ g) + CONSTANTS[t] + w[t];
    uint32_t s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    uint32_t t2 = s0 + ((a & b) | ((a | b) & c));
    h = g, g = f, f = e, e = d + t1;
    d = c, c = b, b = a, a = t1 + t2;
  }
  hash[0] += a, hash[1] += b, hash[2] += c, hash[3] += d;
  hash[4] += e, hash[5] += f, hash[6] += g, hash[7] += h;
}

static void check_known_digest(void) {
  uint32_t hash[8];
  memcpy(hash, INITIAL, sizeof hash);
  compress(hash, ABC);
  if (memcmp(hash, DIGEST_OF_ABC, sizeof hash) != 0) exit(1);
}

static uint32_t run(uint32_t words, uint32_t rounds) {
  check_known_digest();
  uint32_t padded = (words + 18) / 16 * 16;
  uint32_t *message = allocate(padded);
  uint32_t hash[8];
  uint32_t x = 0;
  for (uint32_t i = 0; i < words; i++) message[i] = x = next_random(x);
  message[words] = UINT32_C(1) << 31;
  message[padded - 1] = words * 32;
  for (; rounds > 0; rounds--) {
    memcpy(hash, INITIAL, sizeof hash);
    for (uint32_t i = 0; i < padded; i += 16) compress(hash, message + i);
    message[0] = hash[0];
  }
  return checksum_of(hash, 8);
}
