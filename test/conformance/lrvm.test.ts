// LRVM's machine vectors on every engine.

import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { checkMachineCase, type LrvmMachineCase } from '../../apps/cli/src/conform/lrvm-machine.js'
import { testOnEveryEngine } from './on-every-engine.js'

const folder = fileURLToPath(new URL('./lrvm', import.meta.url))
const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl') && !name.startsWith('lrvm-'))

testOnEveryEngine<LrvmMachineCase>(folder, files, checkMachineCase)
