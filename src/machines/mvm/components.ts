// MVM's board: a memory with the program and the heap, and right behind it the stack (spec/mvm.md 4.2).

import type { BoardView, Component, ComponentType, Constant } from '../../core/index.js'
import { framePointer, memoryPointer, memorySize, stackBase, stackPointer } from './registers.js'

/** What a component is for; the memory knows where the heap begins. */
export type Facts = { readonly kind: 'memory'; readonly top: bigint } | { readonly kind: 'stack' }

const HALT = 0xf0
const STACK_MARK = 0xff

/** An image as it lies in memory, and the address behind it. A program that does not end in a halt gets one. */
function loaded(image: Uint8Array): { readonly contents: Uint8Array; readonly top: bigint } {
  if (image.length === 0) return { contents: Uint8Array.of(HALT), top: 0n }
  const contents = image.at(-1) === HALT ? image : withHalt(image)
  return { contents, top: BigInt(contents.length) }
}

function withHalt(image: Uint8Array): Uint8Array {
  const contents = new Uint8Array(image.length + 1)
  contents.set(image)
  contents[image.length] = HALT
  return contents
}

/** Whether an image fits into so many bytes below the stack. */
export const fits = (image: Uint8Array, bytes: number): boolean => image.length < bytes

const component = (name: string, bytes: number, contents: Uint8Array, facts: Facts): Component<Facts> => ({
  name,
  behaviour: { kind: 'memory', memory: { bytes, writable: true, contents, clearedByReset: true } },
  facts,
})

/** The component types by the names that board files use. */
export const components: Readonly<Record<string, ComponentType<Facts>>> = {
  memory: {
    summary: 'Holds the program, and the heap behind it',
    sized: true,
    holdsProgram: true,
    make: (_, bytes, image) => {
      if (image.length > 0 && !fits(image, bytes)) throw new RangeError('memory is out of bounds')
      const { contents, top } = loaded(image)
      return component('Memory', bytes, contents, { kind: 'memory', top })
    },
  },
  stack: {
    summary: 'The stack, which grows upward; it ends the memory',
    sized: true,
    make: (_, bytes) => component('Stack', bytes, Uint8Array.of(STACK_MARK), { kind: 'stack' }),
  },
}

/** Where the parts of memory are. */
export interface MemoryLayout {
  /** The address behind the program, where the heap begins. */
  readonly top: bigint
  readonly stackBase: bigint
  /** Length of memory. */
  readonly size: bigint
}

/** Reads off a board where the parts of memory are. */
export function memoryLayout(board: BoardView<Facts>): MemoryLayout {
  let layout = { top: 0n, stackBase: 0n, size: 0n }
  board.components.forEach(({ facts }, index) => {
    const place = board.placement(index)
    if (place === undefined) return
    layout = { ...layout, size: place.last + 1n }
    if (facts.kind === 'stack') layout = { ...layout, stackBase: place.start }
    else layout = { ...layout, top: facts.top }
  })
  return layout
}

/** Registers as a machine of some size has them when a program starts. */
export function powerUp(board: BoardView<Facts>): Readonly<Record<string, Constant>> {
  const layout = memoryLayout(board)
  return {
    [memorySize.name]: layout.size,
    [stackBase.name]: layout.stackBase,
    [stackPointer.name]: layout.stackBase,
    [framePointer.name]: layout.stackBase,
    [memoryPointer.name]: layout.top,
  }
}
