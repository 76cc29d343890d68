// Wrong command lines and hostile files: one clear message, the right status, never a stack trace.

import { ftruncateSync, mkdirSync, openSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ENDLESS, useCommandLine } from './command-line.js'

const { run, write, path } = useCommandLine()
write('endless.lasm', ENDLESS)
write('mistakes.lasm', 'main:\n  hlt\n  cpy a0, nowhere\n')
write('empty.lasm', '')
write('comment.lasm', '; nothing\n')
write('binary.lasm', new Uint8Array(64).fill(0xff))
write('ones.lrvm', new Uint8Array(64).fill(0xff))
write('empty.lrvm', '')
write('words.lasm', 'a\n'.repeat(7_000_000))
write('cut.lrvm', Uint8Array.of(0xf0))
write('unknown.txt', 'halt\n')
mkdirSync(path('folder.lasm'))
ftruncateSync(openSync(path('huge.lasm'), 'w'), 100 * 2 ** 20)
ftruncateSync(openSync(path('huge.lrvm'), 'w'), 2 ** 30)

test.concurrent.each<readonly [readonly string[], number, string, string]>([
  [[], 2, 'Usage: isaforge', 'Commands:'],
  [['rnu'], 2, "unknown command 'rnu'", 'Did you mean run?'],
  [['run'], 2, "missing required argument 'file'", '--help'],
  [['run', 'endless.lasm', '--fule', '3'], 2, "unknown option '--fule'", 'Did you mean --fuel?'],
  [['run', 'endless.lasm', '--fuel', 'x'], 2, "--fuel needs a whole number, not 'x'", '1_000_000'],
  [['run', 'endless.lasm', '--fuel', '0'], 2, "--fuel needs a whole number, not '0'", '1_000_000'],
  [['run', 'endless.lasm', '--fuel=-3'], 2, "--fuel needs a whole number, not '-3'", '1_000_000'],
  [['run', 'endless.lasm', '--fuel', '1e400'], 2, '--fuel needs a whole number', '1_000_000'],
  [
    ['run', 'endless.lasm', '--engine', 'referense'],
    2,
    "no engine called 'referense'",
    'did you mean reference?',
  ],
  [['run', 'endless.lasm', '--machine', 'lrwm'], 2, "no machine called 'lrwm'", 'did you mean lrvm?'],
  [['run', 'endless.lasm', '--board', 'no.json'], 2, "no file 'no.json'", 'similar'],
  [['run', 'unknown.txt'], 2, "the name of 'unknown.txt' does not say which machine", '--machine'],
  [['run', 'endles.lasm'], 2, "no file 'endles.lasm'", "did you mean 'endless.lasm'?"],
  [['run', 'nowhere/x.lasm'], 2, "no file 'nowhere/x.lasm'", "folder 'nowhere'"],
  [['run', 'folder.lasm'], 2, "'folder.lasm' is a folder", 'files in it'],
  [['run', 'empty.lasm'], 1, "'empty.lasm' is empty", 'nothing to run'],
  [['run', 'empty.lrvm'], 1, "'empty.lrvm' is empty", 'nothing to run'],
  [['run', 'comment.lasm'], 1, 'no instructions', 'nothing to run'],
  [['run', 'binary.lasm'], 1, "'binary.lasm' is not text", 'UTF-8'],
  [['run', 'huge.lasm'], 1, "'huge.lasm' has 100 MiB", '64 MiB'],
  [['run', 'words.lasm'], 1, 'the program has more than', 'a file of its own'],
  [['run', 'huge.lrvm'], 1, "'huge.lrvm' has 1024 MiB", '256 MiB'],
  [['run', 'mistakes.lasm'], 1, 'mistakes.lasm:2:3', '2 errors'],
  [['run', 'ones.lrvm', '--fuel', '1000'], 124, 'the fuel is used up', 'UNKNOWN_REGISTER'],
  [['run', 'ones.lrvm', '-d', 'A=1'], 2, "'ones.lrvm' is an image", '--define'],
  [['run', 'cut.lrvm'], 0, "'cut.lrvm' has 1 byte and ends in the middle of a word", 'zeros'],
  [['asm', 'mistakes.lasm'], 1, 'mistakes.lasm:3', '2 errors'],
  [['asm', 'endless.lasm', '-f', 'hexx'], 2, 'unknown format `hexx`', 'did you mean `hexc`?'],
  [['asm', 'endless.lasm', '-o', 'endless.lasm'], 2, "'endless.lasm' is the source itself", '--output'],
  [['asm', 'endless.lasm', '-o', 'nowhere/x'], 2, "'nowhere/x' cannot be written", '--output'],
  [['dis', 'endless.lasm'], 1, "'endless.lasm' is a source", 'isaforge asm'],
  [['dis', 'ones.lrvm', '--strict'], 1, 'names register 255', '--strict'],
  [['dis', 'empty.lrvm'], 1, "'empty.lrvm' is empty", 'nothing'],
  [['info', 'lrvn'], 2, "no machine called 'lrvn'", 'did you mean lrvm?'],
  [['info', 'lrvm', 'ad'], 2, "LRVM has no instruction 'ad'", 'did you mean add?'],
  [['conform', 'lrvm'], 2, "missing required argument 'vectors'", '--help'],
  [['conform', 'lrvm', 'no.jsonl'], 2, "no file 'no.jsonl'", 'similar'],
  [['conform', 'lrvm', 'mistakes.lasm'], 2, 'mistakes.lasm:1: this line is no conformance case', 'id'],
  [['conform', 'lrvm', '.'], 2, "no .jsonl files in '.'", 'name'],
])('isaforge %j gives status %i: %s', async (words, status, message, hint) => {
  const ended = await run(words)
  expect(ended.stderr).toContain(message)
  expect(ended.stderr).toContain(hint)
  expect(ended.stderr).not.toMatch(/^ +at /m)
  expect(ended.stderr).not.toContain('internal error')
  expect(ended.status).toBe(status)
})
