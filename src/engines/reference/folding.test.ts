// Folding never changes a result: random expressions, built folded and unfolded, held against the reference evaluator.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Constant,
  ConstantValue,
  constant,
  HoleValue,
  known,
  normalise,
  OPERATORS,
  OperationValue,
  type OperatorName,
  operation,
  SelectValue,
  select,
  TemporaryValue,
  type Value,
  type ValueType,
} from '../../core/index.js'
import { evaluate } from './evaluate.js'

/** An expression as data, from which both forms are built. Leaves know the value they have in this experiment. */
type Tree =
  | { readonly kind: 'constant'; readonly type: ValueType; readonly value: Constant }
  | { readonly kind: 'hole'; readonly hole: HoleValue; readonly value: bigint }
  | { readonly kind: 'temporary'; readonly temporary: TemporaryValue; readonly value: Constant }
  | { readonly kind: 'operation'; readonly operator: OperatorName; readonly children: readonly Tree[] }
  | { readonly kind: 'select'; readonly type: ValueType; readonly children: readonly [Tree, Tree, Tree] }

const CORNERS = [
  0n,
  1n,
  2n,
  7n,
  8n,
  31n,
  32n,
  33n,
  63n,
  64n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x10000n,
]
const BORDERS = [
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
]
const integer = fc.oneof(
  fc.constantFrom(...[...CORNERS, ...BORDERS].flatMap((value) => [value, -value])),
  fc.bigInt(-(2n ** 63n), 2n ** 64n - 1n),
)
const float = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    0.5,
    -0.5,
    1.5,
    2.5,
    -1.5,
    Number.NaN,
    Infinity,
    -Infinity,
    2 ** 31,
    -(2 ** 31),
    2 ** 63,
    2 ** 64,
  ),
  fc.double(),
)
const values: Record<ValueType, fc.Arbitrary<Constant>> = {
  i32: integer.map((value) => normalise('i32', value)),
  i64: integer.map((value) => normalise('i64', value)),
  f64: float,
  bool: fc.constantFrom(0, 1),
}

/** Two temporaries per type with values of their own: the same object in several places lets `x - x` and the like fold. */
const shared = Object.fromEntries(
  (Object.keys(values) as ValueType[]).map((type) => [
    type,
    [new TemporaryValue(type), new TemporaryValue(type)],
  ]),
) as unknown as Record<ValueType, readonly TemporaryValue[]>
const SHARED_VALUES: Record<ValueType, readonly Constant[]> = {
  i32: [-2147483648, 5],
  i64: [-(2n ** 63n), 77n],
  f64: [-0, 2.5],
  bool: [1, 0],
}

let operands = 0

function leaf(type: ValueType): fc.Arbitrary<Tree>[] {
  const literal = values[type].map((value): Tree => ({ kind: 'constant', type, value }))
  const common = fc.constantFrom(0, 1).map(
    (which): Tree => ({
      kind: 'temporary',
      temporary: shared[type][which],
      value: SHARED_VALUES[type][which],
    }),
  )
  return type === 'i32' || type === 'i64' ? [literal, common, hole(type)] : [literal, common]
}

/** A hole with bounds, and a number within them. Bounds of i32 holes are unsigned, or those of a signed field. */
function hole(type: 'i32' | 'i64'): fc.Arbitrary<Tree> {
  const bits = type === 'i32' ? 32 : 64
  const field = fc.integer({ min: 1, max: bits }).chain((width) => {
    const span = 2n ** BigInt(width)
    return fc.boolean().chain((signed) => {
      const [least, most] = signed ? [-span / 2n, span / 2n - 1n] : [0n, span - 1n]
      return fc.tuple(fc.bigInt(least, most), fc.bigInt(least, most), fc.bigInt(least, most))
    })
  })
  return field.map((numbers): Tree => {
    const [low, value, high] = numbers.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    return { kind: 'hole', hole: new HoleValue(type, operands++, 'number', low, high), value }
  })
}

/** One depth for all types: with one for each, expressions that alternate between types could be too deep for the stack. */
const depthIdentifier = fc.createDepthIdentifier()

const { i32, i64, f64, bool } = fc.letrec<Record<ValueType, Tree>>((tie) => {
  const trees = (type: ValueType): fc.Arbitrary<Tree> => {
    const fitting = (Object.keys(OPERATORS) as OperatorName[]).filter(
      (name) => OPERATORS[name].result === type,
    )
    const applied = fc
      .constantFrom(...fitting)
      .chain((operator) =>
        fc
          .tuple(...OPERATORS[operator].arguments.map((argument) => tie(argument)))
          .map((children): Tree => ({ kind: 'operation', operator, children })),
      )
    const selected = fc
      .tuple(tie('bool'), tie(type), tie(type))
      .map((children): Tree => ({ kind: 'select', type, children }))
    return fc.oneof(
      { maxDepth: 8, depthSize: 'medium', depthIdentifier },
      ...leaf(type),
      { arbitrary: applied, weight: 6 },
      selected,
    )
  }
  return { i32: trees('i32'), i64: trees('i64'), f64: trees('f64'), bool: trees('bool') }
})

const leafValue = (tree: Exclude<Tree, { children: unknown }>): Value =>
  tree.kind === 'constant'
    ? new ConstantValue(tree.type, tree.value)
    : tree.kind === 'hole'
      ? tree.hole
      : tree.temporary

/** The expression with nothing folded. */
function unfolded(tree: Tree): Value {
  if (tree.kind === 'operation') {
    return new OperationValue(OPERATORS[tree.operator].result, tree.operator, tree.children.map(unfolded))
  }
  if (tree.kind !== 'select') return leafValue(tree)
  const [condition, whenTrue, whenFalse] = tree.children.map(unfolded)
  return new SelectValue(tree.type, condition as Value<'bool'>, whenTrue, whenFalse)
}

/** The expression as descriptions build it; `substituted` puts constants in place of all leaves. */
function folded(tree: Tree, substituted: boolean): Value {
  if (tree.kind === 'operation') {
    return operation(tree.operator, ...tree.children.map((child) => folded(child, substituted)))
  }
  if (tree.kind === 'select') {
    const [condition, whenTrue, whenFalse] = tree.children.map((child) => folded(child, substituted))
    return select(condition as Value<'bool'>, whenTrue, whenFalse)
  }
  const value = leafValue(tree)
  return substituted ? constant(value.type, normalise(value.type, tree.value)) : value
}

function result(value: Value, tree: Tree): Constant {
  const temporaries = new Map<Value, Constant>()
  const numbers: bigint[] = []
  const collect = (part: Tree): void => {
    if (part.kind === 'temporary') temporaries.set(part.temporary, part.value)
    if (part.kind === 'hole') numbers[part.hole.operand] = part.value
    if ('children' in part) part.children.forEach(collect)
  }
  collect(tree)
  const decoded = { instruction: undefined as never, forms: [], numbers }
  return evaluate(value, { temporaries, context: { pc: 0, nextPc: 0, counter: 0n }, decoded })
}

describe.each([
  ['i32', i32],
  ['i64', i64],
  ['f64', f64],
  ['bool', bool],
] as const)('an expression of type %s', (type, trees) => {
  const unchanged = (substituted: boolean): void =>
    fc.assert(
      fc.property(trees, (tree) => {
        const plain = result(unfolded(tree), tree)
        const simple = folded(tree, substituted)
        expect(simple.type).toBe(type)
        expect(result(simple, tree)).toBe(plain)
        if (substituted) expect(known(simple)).toBe(plain)
      }),
      { numRuns: 3000 },
    )

  test('has the same value folded and unfolded, for holes and temporaries of any value', () =>
    unchanged(false))

  test('folds to a constant, the right one, when all its leaves are constants', () => unchanged(true))
})

describe('comparisons decided by the bounds of a hole', () => {
  const operators = ['i32.eq', 'i32.ne', 'i32.ltU', 'i32.leU', 'i32.ltS', 'i32.leS'] as const
  const sevenBits = (low: number, high: number): HoleValue<'i32'> =>
    new HoleValue('i32', 0, 'number', BigInt(low), BigInt(high))

  test('are right for every number within the bounds and every number compared with', () => {
    for (const operator of operators) {
      for (const [low, high] of [
        [0, 7],
        [3, 5],
        [4, 4],
        [-4, 3],
      ]) {
        for (let other = -9; other <= 9; other++) {
          const hole = sevenBits(low, high)
          const tests = [
            operation(operator, hole, constant('i32', other)),
            operation(operator, constant('i32', other), hole),
          ]
          for (let number = low; number <= high; number++) {
            const expected = [
              OPERATORS[operator].evaluate(...([number, other] as never[])),
              OPERATORS[operator].evaluate(...([other, number] as never[])),
            ]
            const actual = tests.map((value) =>
              evaluate(value, {
                temporaries: new Map(),
                context: { pc: 0, nextPc: 0, counter: 0n },
                decoded: { instruction: undefined as never, forms: [], numbers: [BigInt(number)] },
              }),
            )
            expect(actual).toEqual(expected)
          }
        }
      }
    }
  })

  test('leave no trace in what is recorded', () => {
    expect(known(operation('i32.ltU', sevenBits(0, 31), constant('i32', 32)))).toBe(1)
    expect(known(operation('i32.eq', sevenBits(0, 31), constant('i32', 32)))).toBe(0)
    expect(known(operation('i32.and', sevenBits(0, 31), constant('i32', 31)))).toBeUndefined()
    const hole = sevenBits(0, 31)
    expect(operation('i32.and', hole, constant('i32', 31))).toBe(hole)
  })
})
