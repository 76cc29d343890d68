// A recorded value is an object, hence always true: no machine may use one as a JavaScript condition.
import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { beforeAll, describe, expect, test } from 'vitest'
import { root } from './layering/source-facts.js'

const VALUE_FILE = 'src/core/ir/value.ts'
const PLANTED_FILE = 'src/machines/planted/misuse.ts'

const PLANTED = `import { add, eq, known, type OperationValue, pc, type Value, when } from '../../core/index.js'
const value: Value<'i32'> = pc('i32')
const condition = eq(value, 1)
declare const operation: OperationValue<'bool'> | undefined
declare const maybe: Value | undefined
if (condition) add(value, 1) // misuse
export const a = condition ? 1 : 2 // misuse
while (eq(value, 2)) break // misuse
do break; while (condition) // misuse
for (; condition; ) break // misuse
export const b = condition && value // misuse
export const c = (condition) || 1 // misuse
export const d = !value // misuse
export const e = value ?? 1 // misuse
if (operation) add(value, 2) // misuse
export const f = <T extends Value>(given: T) => (given ? 1 : 2) // misuse
if (value.label === undefined || (1 > 2 && condition!)) add(value, 3) // misuse
export const g = maybe ?? value
if (maybe !== undefined && known(maybe) === 1) add(value, 4)
when(condition, () => undefined)
if (value.type === 'i32') add(value, 5)
`

/** A use of a recorded value as a condition. */
interface Misuse {
  readonly at: string
  readonly text: string
}

function sourcesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
}

/** A program of all machines and the planted file. */
function makeProgram(files: readonly string[]): ts.Program {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const settings = { ...options, noEmit: true, composite: false, skipLibCheck: true }
  const host = ts.createCompilerHost(settings)
  const planted = join(root, PLANTED_FILE)
  const read = host.getSourceFile
  host.getSourceFile = (name, ...rest) =>
    name === planted ? ts.createSourceFile(name, PLANTED, ts.ScriptTarget.ES2022, true) : read(name, ...rest)
  const exists = host.fileExists
  host.fileExists = (name) => name === planted || exists(name)
  return ts.createProgram([...files.map((file) => join(root, file)), planted], settings, host)
}

const LOGICAL = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
])
const COALESCING = new Set([ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.QuestionQuestionEqualsToken])

/** The expressions whose truth a node asks for. */
function conditionsOf(node: ts.Node): readonly ts.Expression[] {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) return [node.expression]
  if (ts.isConditionalExpression(node)) return [node.condition]
  if (ts.isForStatement(node)) return node.condition === undefined ? [] : [node.condition]
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
    return [node.operand]
  if (ts.isBinaryExpression(node) && LOGICAL.has(node.operatorToken.kind)) return [node.left]
  return []
}

/** Finds misuse in one file. What is tested by `&&` and the like inside a condition counts as well. */
function misusesIn(checker: ts.TypeChecker, file: ts.SourceFile): Misuse[] {
  const found: Misuse[] = []
  const report = (node: ts.Node): void => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
    found.push({ at: `${relative(root, file.fileName)}:${line + 1}`, text: node.getText(file) })
  }
  const visit = (node: ts.Node): void => {
    for (const condition of conditionsOf(node).flatMap(decisive)) {
      if (mentionsValue(checker, checker.getTypeAtLocation(condition))) report(condition)
    }
    if (ts.isBinaryExpression(node) && COALESCING.has(node.operatorToken.kind)) {
      const type = checker.getTypeAtLocation(node.left)
      // A value that may be absent is what ?? is for.
      if (checker.getNonNullableType(type) === type && mentionsValue(checker, type)) report(node.left)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** The parts of a condition whose truth decides it last; the left sides of && and || are visited on their own. */
function decisive(node: ts.Expression): readonly ts.Expression[] {
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return decisive(node.expression)
  return ts.isBinaryExpression(node) && LOGICAL.has(node.operatorToken.kind) ? decisive(node.right) : [node]
}

/** Whether a type is or extends class Value, or is a union or type parameter that can be one. */
function mentionsValue(checker: ts.TypeChecker, type: ts.Type): boolean {
  const resolved = checker.getBaseConstraintOfType(type) ?? type
  if (resolved.isUnionOrIntersection()) return resolved.types.some((part) => mentionsValue(checker, part))
  const symbol = resolved.getSymbol()
  const isValue = symbol?.declarations?.some(
    (declaration) =>
      ts.isClassDeclaration(declaration) &&
      declaration.name?.text === 'Value' &&
      declaration.getSourceFile().fileName.endsWith(VALUE_FILE),
  )
  if (isValue === true) return true
  const declared = symbol === undefined ? undefined : checker.getDeclaredTypeOfSymbol(symbol)
  return (declared?.getBaseTypes() ?? []).some((base) => mentionsValue(checker, base))
}

describe('no recorded value is a condition', () => {
  const files = sourcesOf('src/machines')
  let program: ts.Program
  beforeAll(() => {
    program = makeProgram(files)
  })

  const misuses = (path: string): Misuse[] => {
    const file = program.getSourceFile(join(root, path))
    if (file === undefined) throw new Error(`${path} is not part of the program`)
    return misusesIn(program.getTypeChecker(), file)
  }

  test('in the descriptions of the machines', () => {
    expect(files.length).toBeGreaterThan(5)
    expect(
      files.flatMap(misuses).map(({ at, text }) => `${at}: ${text} is a recorded value, not a condition`),
    ).toEqual([])
  })

  test('and planted misuse is found on every line that has some, and only there', () => {
    const lines = PLANTED.split('\n').flatMap((line, index) =>
      line.endsWith('// misuse') ? [`${PLANTED_FILE}:${index + 1}`] : [],
    )
    expect(misuses(PLANTED_FILE).map(({ at }) => at)).toEqual(lines)
  })
})
