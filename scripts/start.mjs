// What `npm start` shows.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const isaforge = fileURLToPath(new URL('../apps/cli/bin/isaforge.js', import.meta.url))
process.exitCode = spawnSync(process.execPath, [isaforge, '--help'], { stdio: 'inherit' }).status ?? 1
