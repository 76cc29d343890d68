// The library example of README.md does what its comments say.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

test('the library example of the README prints what its comments say', async () => {
  const page = await readFile('README.md', 'utf8')
  const example = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text]) => text).at(-1) ?? ''
  const promised = [...example.matchAll(/^console\.log.* \/\/ (.*)$/gm)].map(([, text]) => text)
  await mkdir('node_modules/.cache', { recursive: true })
  const folder = await mkdtemp('node_modules/.cache/readme-')
  try {
    const file = join(folder, 'example.ts')
    await writeFile(file, example)
    const { stdout } = await run(process.execPath, ['scripts/run-ts.mjs', file])
    expect(promised.length).toBeGreaterThan(0)
    expect(stdout.trimEnd().split('\n')).toEqual(promised)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
