// The byte streams of a guest: what it writes is collected and handed over in order, what it reads comes when it comes.

import type { InputFailure, OutputStream } from 'isaforge/core'
import { Output } from './output.js'
import { errorNumberOf } from './system-errors.js'

interface Piece {
  readonly stream: OutputStream
  readonly bytes: Uint8Array
}

/** Connects a guest with the standard streams of the process. */
export class GuestStreams {
  private readonly outputs: Readonly<Record<OutputStream, Output>>
  private pieces: Piece[] = []
  private input: StandardInput | undefined

  constructor(output: Output) {
    this.outputs = { output, error: new Output(process.stderr) }
  }

  readonly emit = (stream: OutputStream, bytes: Uint8Array): boolean => {
    if (this.outputs[stream].closed) return false
    this.pieces.push({ stream, bytes })
    return true
  }

  /** Undefined while nothing has come yet. The input is looked at from the first read on. */
  readonly read = (most: number): Uint8Array | InputFailure | undefined => {
    this.input ??= new StandardInput()
    return this.input.read(most)
  }

  /** Hands over what was written, piece after piece. */
  async flush(): Promise<void> {
    const pieces = this.pieces
    this.pieces = []
    for (const { stream, bytes } of joined(pieces)) await this.outputs[stream].send(bytes)
  }

  /** Lets the process end although there may be more input. */
  close(): void {
    this.input?.close()
  }
}

/** Neighbours of the same stream as one. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const runs: { stream: OutputStream; parts: Uint8Array[] }[] = []
  for (const { stream, bytes } of pieces) {
    const last = runs.at(-1)
    if (last?.stream === stream) last.parts.push(bytes)
    else runs.push({ stream, parts: [bytes] })
  }
  return runs.map(({ stream, parts }) => ({ stream, bytes: Buffer.concat(parts) }))
}

/** The standard input without waiting. */
class StandardInput {
  private chunks: Uint8Array[] = []
  private hasEnded = false
  private failure: InputFailure | undefined

  constructor() {
    process.stdin.on('data', (chunk: Buffer) => void this.chunks.push(chunk))
    process.stdin.on('end', () => {
      this.hasEnded = true
    })
    process.stdin.on('error', (cause) => {
      this.failure = { errorNumber: errorNumberOf(cause) }
    })
  }

  read(most: number): Uint8Array | InputFailure | undefined {
    const [chunk] = this.chunks
    if (chunk === undefined) return this.failure ?? (this.hasEnded ? new Uint8Array() : undefined)
    const given = chunk.subarray(0, most)
    if (given.length === chunk.length) this.chunks.shift()
    else this.chunks[0] = chunk.subarray(most)
    return given
  }

  close(): void {
    process.stdin.destroy()
  }
}
