// What guests and commands write: collected, handed over in pieces, quietly given up when nobody reads on.

import { type Failure, usageFailure } from './failure.js'

/** A stream with back-pressure. */
export class Output {
  private parts: string[] = []
  private isClosed = false
  private failure: Failure | undefined

  constructor(private readonly stream: NodeJS.WriteStream) {
    stream.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EPIPE') this.isClosed = true
      else
        this.failure = usageFailure('output-not-writable', `the output cannot be written: ${cause.message}`)
    })
  }

  /** Whether the reader went away, so that there is nothing left to write for. */
  get closed(): boolean {
    return this.isClosed
  }

  write(text: string): void {
    this.parts.push(text)
  }

  /** Hands over what was collected. */
  async flush(): Promise<void> {
    if (this.parts.length === 0) return
    const text = this.parts.join('')
    this.parts = []
    await this.send(text)
  }

  /** Hands over text or bytes; waits while the reader is slower. Throws a failure when that is not possible. */
  async send(contents: string | Uint8Array): Promise<void> {
    if (!this.isClosed && !this.stream.write(contents)) {
      await new Promise<void>((resolve) => {
        this.stream.once('drain', resolve)
        this.stream.once('error', () => resolve())
      })
    }
    if (this.failure !== undefined) throw this.failure
  }
}

/** Writes a whole text, or bytes, to the standard output. */
export async function print(contents: string | Uint8Array): Promise<void> {
  await new Output(process.stdout).send(contents)
}
