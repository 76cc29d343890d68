// What guests write: collected while they run, written between slices, quietly given up when nobody reads on.

/** A stream of text with back-pressure. */
export class Output {
  private parts: string[] = []
  private isClosed = false

  constructor(private readonly stream: NodeJS.WriteStream) {
    stream.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EPIPE') throw cause
      this.isClosed = true
    })
  }

  /** Whether the reader went away, so that there is nothing left to write for. */
  get closed(): boolean {
    return this.isClosed
  }

  write(text: string): void {
    this.parts.push(text)
  }

  /** Hands over what was collected; waits while the reader is slower than the guest. */
  async flush(): Promise<void> {
    if (this.parts.length === 0) return
    const text = this.parts.join('')
    this.parts = []
    if (this.isClosed || this.stream.write(text)) return
    await new Promise<void>((resolve) => {
      this.stream.once('drain', resolve)
      this.stream.once('error', () => resolve())
    })
  }
}

/** Writes a whole text to the standard output. */
export async function print(text: string): Promise<void> {
  const output = new Output(process.stdout)
  output.write(text)
  await output.flush()
}
