// The start-up self-test: a millisecond of known answers. WebAssembly engines have bugs, and results must not depend on them.

import type { Constant } from '../../core/index.js'
import type { EngineName } from '../engine.js'
import { ModuleBuilder } from '../wasm/module.js'
import { memoryQuestion, START_UP_ACCESSES } from './memory.js'
import { operatorQuestions, START_UP_OPERATORS, START_UP_SAMPLES } from './operators.js'
import { type Question, resultAt, writeQuestion } from './questions.js'
import { IN_TABLE, shapeQuestions } from './shapes.js'

/** An answer of this host that is wrong. */
export interface WrongAnswer {
  /** The engines that cannot be trusted because of it. */
  readonly engines: readonly EngineName[]
  /** What is wrong, as a sentence. */
  readonly message: string
}

type Function = (...values: readonly Constant[]) => void

/** Makes the functions that a module exports. */
export type Instantiate = (
  bytes: Uint8Array,
  host: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, Function>>

/** What WebAssembly does here. Throws when the host does not allow code generation. */
export const instantiateHere: Instantiate = (bytes, host) => {
  const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)
  return new WebAssembly.Instance(module, { host } as never).exports as Record<string, Function>
}

/** What is asked when the first engine that generates code is made. */
export const startUpQuestions = (): readonly Question[] => [
  ...operatorQuestions(START_UP_SAMPLES, START_UP_OPERATORS),
  memoryQuestion(START_UP_ACCESSES),
  ...shapeQuestions(),
]

/** Asks questions and returns the answers that are wrong. */
export function wrongAnswers(
  questions: readonly Question[],
  instantiate: Instantiate = instantiateHere,
): readonly WrongAnswer[] {
  const memory = new WebAssembly.Memory({ initial: 1 })
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 1 })
  const functions = instantiate(moduleOf(questions), { memory, table })
  if (functions[IN_TABLE] !== undefined) table.set(0, functions[IN_TABLE] as never)
  const view = new DataView(memory.buffer)
  return questions.flatMap((question, index) => wrongAmong(question, functions[`${index}`], view))
}

/** Exports each question's function under its place in the list. */
function moduleOf(questions: readonly Question[]): Uint8Array {
  const module = new ModuleBuilder()
  questions.forEach((question, index) => {
    module.exportFunction(`${index}`, writeQuestion(module, question))
  })
  return module.finish()
}

function wrongAmong({ engines, results, answers }: Question, ask: Function, view: DataView): WrongAnswer[] {
  const wrong = (name: string, given: string, values: readonly Constant[]): WrongAnswer => ({
    engines,
    message: `${name} of (${values.join(', ')}) ${given}`,
  })
  return answers.flatMap(([values, expected]) => {
    const problem = problemOf(() => ask(...values))
    if (problem !== undefined) return [wrong(results[0].name, `ends with ${problem}`, values)]
    return results.flatMap(({ name, type }, index) => {
      const actual = resultAt(view, index, type)
      if (Object.is(actual, expected[index])) return []
      return [wrong(name, `is ${actual} instead of ${expected[index]}`, values)]
    })
  })
}

function problemOf(action: () => void): string | undefined {
  try {
    action()
    return undefined
  } catch (problem) {
    return `${problem}`
  }
}

let found: readonly WrongAnswer[] | undefined

/** What is wrong on this host. Tested once per process. Throws when the host does not allow code generation. */
export function wrongAnswersHere(): readonly WrongAnswer[] {
  found ??= wrongAnswers(startUpQuestions())
  return found
}
