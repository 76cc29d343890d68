// Names of included files (spec/asm-language.md section 14).

/** A name below the project's root, or what is wrong with it. */
export type ResolvedPath =
  | { readonly path: string }
  | { readonly code: 'path-escapes-root' | 'invalid-filename'; readonly message: string }

const STANDARD = '<std>/'

/** Resolves a name that is written in the file `from`; a leading slash means the root. */
export function resolvePath(name: string, from: string): ResolvedPath {
  const written = name.replaceAll('\\', '/')
  if (written.startsWith(STANDARD)) return { path: written }
  const parts = written.startsWith('/') ? [] : from.split('/').slice(0, -1)
  for (const part of written.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) {
      return { code: 'path-escapes-root', message: `the file name \`${name}\` is out of project directory` }
    }
  }
  if (parts.length === 0) return { code: 'invalid-filename', message: `invalid filename \`${name}\`` }
  return { path: parts.join('/') }
}
