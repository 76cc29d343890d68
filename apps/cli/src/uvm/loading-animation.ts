// The loading animation of the command uvm: one line on a terminal, redrawn in place (spec/uvm.md section 6).

const FRAMES = ['[    ]', '[=   ]', '[==  ]', '[=== ]', '[====]']
const DELAY_MILLISECONDS = 200
const FRAME_MILLISECONDS = 100

/** Draws frames where and when it is allowed to. */
export class LoadingAnimation {
  private next: number
  private frame = 0
  private isShown = false

  constructor(
    private readonly write: (text: string) => void,
    private readonly now: () => number,
  ) {
    this.next = now() + DELAY_MILLISECONDS
  }

  /** Draws the next frame if it is time. */
  tick(): void {
    if (this.now() < this.next) return
    this.write(`\r${FRAMES[this.frame % FRAMES.length]}`)
    this.frame++
    this.isShown = true
    this.next = this.now() + FRAME_MILLISECONDS
  }

  /** Removes what is shown. */
  erase(): void {
    if (this.isShown) this.write(`\r${' '.repeat(FRAMES[0].length)}\r`)
    this.isShown = false
  }
}
