// Reads what the source files of this repository import and which outside names they use.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface SourceFacts {
  /** From the root of the repository. */
  readonly path: string
  /** Files from the root of the repository (`src/core/index.ts`), or names of packages (`node:fs`, `zod`). */
  readonly imports: readonly string[]
  /** Those of the imports that are written as a path. */
  readonly relativeImports: readonly string[]
  /** Identifiers in the code, except the names of properties and members. */
  readonly names: ReadonlySet<string>
}

/** The facts about all source files in some folders. */
export function readFacts(...folders: readonly string[]): SourceFacts[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap(listSources)
    .map((path) => factsOf(path, readFileSync(join(root, path), 'utf8')))
}

/** The facts about one source file. */
export function factsOf(path: string, text: string): SourceFacts {
  const imports: string[] = []
  const relativeImports: string[] = []
  const names = new Set<string>()
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true))
  return { path, imports, relativeImports, names }

  function visit(node: ts.Node): void {
    const specifier = importedBy(node)
    if (specifier !== undefined) imports.push(resolveImport(path, specifier))
    if (specifier?.startsWith('.')) relativeImports.push(resolveImport(path, specifier))
    if (ts.isIdentifier(node) && !isMemberName(node)) names.add(node.text)
    ts.forEachChild(node, visit)
  }
}

function listSources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && name !== 'dist')
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) return listSources(path)
      return /\.[cm]?[jt]sx?$/.test(path) ? [path] : []
    })
}

/** The module that a static or dynamic import, an `export … from` or an `import('…')` type names. */
function importedBy(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier)
  if (ts.isExternalModuleReference(node)) return textOf(node.expression)
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal)
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return textOf(node.arguments[0])
  }
  return undefined
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined
}

function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node
  if (ts.isQualifiedName(parent)) return parent.right === node
  return (
    (ts.isPropertyAssignment(parent) || ts.isClassElement(parent) || ts.isTypeElement(parent)) &&
    parent.name === node
  )
}

function resolveImport(from: string, specifier: string): string {
  if (specifier === 'isaforge') return 'src/index.ts'
  if (specifier.startsWith('isaforge/')) return `src/${specifier.slice('isaforge/'.length)}/index.ts`
  if (!specifier.startsWith('.')) return specifier
  const target = resolve(root, dirname(from), specifier)
  return relative(root, target).replaceAll('\\', '/').replace(/\.js$/, '.ts')
}
