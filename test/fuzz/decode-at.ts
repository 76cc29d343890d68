// The instruction at an address, as it is in memory now.
import type { Decoded } from 'isaforge/core'
import type { VirtualMachine } from 'isaforge/engines'

/** The decoded instruction with its length; undefined for bytes that are none. */
export function decodeAt(
  vm: VirtualMachine,
  address: bigint,
): (Decoded & { readonly length: number }) | undefined {
  const { space } = vm.machine.fetch()
  const region = vm.state.regionAt(space, address, 1)
  if (region === undefined) return undefined
  const longest = Math.max(...vm.machine.instructions.map(({ encoding }) => encoding.length))
  const room = Number(region.start + BigInt(region.bytes) - address)
  const decoded = vm.machine.decoder.decode(vm.readMemory(space, address, Math.min(longest, room)))
  return typeof decoded === 'string' ? undefined : { ...decoded, length: decoded.instruction.encoding.length }
}
