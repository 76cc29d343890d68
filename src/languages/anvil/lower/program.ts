// Lowers a checked program to stack code. Functions that nothing calls are left out.

import type { SourceFile } from '../../../core/index.js'
import type { StackFunction, StackProgram } from '../../../core/stack-code/index.js'
import type { Place } from '../mistakes.js'
import type { Block, CheckedProgram, FunctionHead } from '../tree.js'
import { wordTypeOf } from '../types.js'
import { Body } from './body.js'
import { StatementLowering } from './statements.js'
import type { Surroundings } from './values.js'

/** The stack code of a program without mistakes. */
export function lower(program: CheckedProgram, file: SourceFile): StackProgram {
  return new ProgramLowering(program, file).program()
}

const MAIN: FunctionHead = { name: 'main', parameters: [], result: undefined, start: 0, end: 0 }

class ProgramLowering implements Surroundings {
  /** Functions in the order in which they were first called. */
  private readonly called: FunctionHead[] = [MAIN]
  private readonly bodies: ReadonlyMap<FunctionHead, Block>

  constructor(
    { main, functions }: CheckedProgram,
    private readonly file: SourceFile,
  ) {
    this.bodies = new Map([[MAIN, main], ...functions.map(({ head, body }) => [head, body] as const)])
  }

  program(): StackProgram {
    const functions: StackFunction[] = []
    for (const head of this.called) functions.push(this.function(head))
    return { functions }
  }

  readonly spanOf = ({ start, end }: Place) => ({ file: this.file, start, end })

  readonly numberOf = (head: FunctionHead): number => {
    const known = this.called.indexOf(head)
    return known >= 0 ? known : this.called.push(head) - 1
  }

  private function(head: FunctionHead): StackFunction {
    const { name, parameters, result } = head
    const text = this.bodies.get(head) as Block
    const body = new Body()
    new StatementLowering(body, this, parameters).block(text)
    body.add({ kind: 'return' }, this.spanOf({ start: Math.max(text.start, text.end - 1), end: text.end }))
    return {
      name,
      parameters: parameters.length,
      result: result && wordTypeOf(result),
      locals: body.locals,
      body: body.steps,
      span: this.spanOf(head),
    }
  }
}
