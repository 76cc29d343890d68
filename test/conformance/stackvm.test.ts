// Stack-VM's vectors on every engine.

import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { checkStackVmCase, type StackVmCase } from '../../apps/cli/src/conform/stackvm.js'
import { testOnEveryEngine } from './on-every-engine.js'

const folder = fileURLToPath(new URL('./stackvm', import.meta.url))
const files = readdirSync(folder)

testOnEveryEngine<StackVmCase>(folder, files, checkStackVmCase)
