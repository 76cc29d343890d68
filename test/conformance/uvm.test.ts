// uVM's vectors on every engine.

import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { checkUvmCase, type UvmCase } from '../../apps/cli/src/conform/uvm.js'
import { testOnEveryEngine } from './on-every-engine.js'

const folder = fileURLToPath(new URL('./uvm', import.meta.url))
const files = readdirSync(folder)

testOnEveryEngine<UvmCase>(folder, files, checkUvmCase)
