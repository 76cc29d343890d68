// The standard input as MVM buffers it: what one read of the system gave, until it is used up (spec/mvm.md 5.3).

import type { HostServices, InputFailure, KeptState } from '../../core/index.js'

/** Bytes that one read asks for, unless the program asks for more. */
const BUFFER = 8192

/** What a program gets: bytes, or why there are none. */
export type Input = Uint8Array | InputFailure

const NOTHING = new Uint8Array()

/** Reads ahead, as the original does. */
export class InputBuffer implements KeptState {
  private content: Input = NOTHING

  constructor(
    private readonly services: HostServices,
    /** A program cannot store more than this. */
    private readonly most: number,
  ) {}

  reset(): void {
    this.content = NOTHING
  }

  save(): unknown {
    return this.content instanceof Uint8Array ? [...this.content] : []
  }

  restore(saved: unknown): void {
    if (!Array.isArray(saved)) throw new RangeError('the saved input is none')
    this.content = Uint8Array.from(saved)
  }

  /** Fills the buffer for a read of `length` bytes, if it is empty; says whether that was possible. */
  fill(length: bigint): boolean {
    if (!this.isEmpty) return true
    const wanted = length < BUFFER ? BUFFER : Number(length < this.most ? length : this.most)
    const input = this.services.read === undefined ? NOTHING : this.services.read(wanted)
    if (input === undefined) return false
    this.content = input
    return true
  }

  private get isEmpty(): boolean {
    return this.content instanceof Uint8Array && this.content.length === 0
  }

  /** At most `length` bytes of what is buffered; never reads more from the system. */
  take(length: bigint): Input {
    const { content } = this
    if (!(content instanceof Uint8Array)) {
      this.content = NOTHING
      return content
    }
    const count = length < content.length ? Number(length) : content.length
    this.content = content.subarray(count)
    return content.subarray(0, count)
  }
}
