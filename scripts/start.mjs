// What `npm start` shows: the example programs, assembled and run, with the beginning of what they print.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const isaforge = `${root}apps/cli/bin/isaforge.js`
const folder = 'examples/lrvm'
/** Runs long enough to show which speed is reached. */
const LONG_RUN = 'bench/lrvm/count.lasm'
const LINES_SHOWN = 10
/** An example that runs longer than this is broken. */
const FUEL = '5_000_000_000'

/** The sentence that an example begins with. */
function titleOf(file) {
  const comment = /^;(.*(?:\n;.*\S.*)*)/.exec(readFileSync(`${root}${file}`, 'utf8'))?.[1] ?? ''
  return comment.replaceAll(/\n;/g, ' ').replaceAll(/\s+/g, ' ').trim()
}

function show(file) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [isaforge, 'run', file, '--stats', '--fuel', FUEL],
    { cwd: root, encoding: 'utf8' },
  )
  console.log(`\n━━ ${file}\n   ${titleOf(file)}\n`)
  const lines = stdout.trimEnd().split('\n')
  if (stdout !== '') console.log(lines.slice(0, LINES_SHOWN).join('\n'))
  if (lines.length > LINES_SHOWN) console.log(`… and ${lines.length - LINES_SHOWN} more lines`)
  console.log(`${stdout === '' ? '' : '\n'}   ${stderr.trim()}`)
  return status === 0
}

/** The shortest first. */
function examples() {
  if (!existsSync(`${root}${folder}`)) return []
  const names = readdirSync(`${root}${folder}`).filter((name) => name.endsWith('.lasm'))
  const files = names.map((name) => `${folder}/${name}`)
  return files.sort((a, b) => statSync(`${root}${a}`).size - statSync(`${root}${b}`).size)
}

const NEXT = [
  [`npx isaforge run ${folder}/hello.lasm --trace`, 'every instruction and what it changed'],
  [`npx isaforge asm ${folder}/hello.lasm --listing`, 'addresses, bytes and source'],
  ['npx isaforge info lrvm', 'the machine'],
  ['npx isaforge info lrvm add', 'one instruction: syntax, meaning, effects, encoding'],
  ['npx isaforge --help', 'everything else'],
  ['npm run bench', 'how fast it is on this computer'],
]

const failed = [...examples(), LONG_RUN].filter((file) => !show(file))
const width = Math.max(...NEXT.map(([command]) => command.length))
console.log('\n━━ Try next')
for (const [command, what] of NEXT) console.log(`   ${command.padEnd(width)}  ${what}`)
for (const file of failed) console.error(`\n${file} did not end as it should`)
if (failed.length > 0) process.exitCode = 1
