// How the tests run: unit tests beside the sources, everything that crosses layers in `test/`.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = fileURLToPath(new URL('./src', import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^isaforge$/, replacement: `${source}/index.ts` },
      { find: /^isaforge\/(.+)$/, replacement: `${source}/$1/index.ts` },
    ],
  },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'apps/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    maxWorkers: 2,
    // A test that hangs fails; one that shares its processor with others does not.
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
})
