// What a jump to where no code is says, on every engine.

import { expect, test } from 'vitest'
import { buildMachine } from '../../../board/index.js'
import { ENGINE_NAMES } from '../../../engines/index.js'
import { assembleText, uvmKit } from '../index.js'

test.each(ENGINE_NAMES)(
  'on the %s engine a jump out of the code names its target without a sign',
  (engine) => {
    const { image = new Uint8Array() } = assembleText('far.uasm', 'jmpw 0xffffffff')
    const services = { write: () => undefined, now: () => 0n }
    const { vm } = buildMachine(uvmKit, { image, services, engine })
    expect(vm.run(10)).toMatchObject({
      trap: 'jump-range',
      message: 'there is no code at 0xffffffff',
      value: 0xffffffffn,
    })
  },
)
