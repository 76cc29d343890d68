// Stack code: the machine-independent form between languages and machines.
export {
  arithmetic,
  CANONICAL_NAN,
  converted,
  floatOfWord,
  holds,
  negated,
  squareRoot,
  wordOfFloat,
} from './arithmetic.js'
export type { CompiledCode, CompileOptions, StackCodeCompiler } from './compiler.js'
export { type Effect, effectOf } from './effects.js'
export {
  type ArithmeticOperator,
  endsPath,
  type LabelNumber,
  type Local,
  type Operation,
  type OperationKind,
  type Relation,
  type StackFunction,
  type StackProgram,
  type Step,
  targetOf,
  type WordType,
} from './program.js'
export { stackCodeText } from './text.js'
export { mistakesIn } from './validate.js'
