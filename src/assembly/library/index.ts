// The files that programs can include as `<std>/…` (spec/asm-language.md section 14).

/** The text of a file of the library. */
export function libraryFile(path: string): string | undefined {
  return FILES.get(path)
}

const FILES: ReadonlyMap<string, string> = new Map()
