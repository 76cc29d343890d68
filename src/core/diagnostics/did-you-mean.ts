// Guesses which of the known words an unknown word was meant to be.

/** Bounds on the work for one guess: words longer than this, and candidates past this many, are not looked at. */
const MAX_LENGTH = 64
const MAX_CANDIDATES = 20_000

/**
 * The candidate that is nearest to a word, if one is near enough to be what was meant: at most one edit (a letter
 * added, left out, replaced, or two neighbours swapped) for every three letters. Case does not count.
 */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > MAX_LENGTH) return undefined
  const wanted = word.toLowerCase()
  let limit = Math.max(1, Math.floor(word.length / 3))
  let best: string | undefined
  let looked = 0
  for (const candidate of candidates) {
    if (++looked > MAX_CANDIDATES) break
    if (candidate === word) continue
    const distance = editDistance(wanted, candidate.toLowerCase(), limit)
    if (distance > limit || (distance > 0 && distance >= candidate.length)) continue
    best = candidate
    limit = distance - 1
    if (limit < 0) break
  }
  return best
}

/**
 * The Damerau–Levenshtein distance (no letter is edited twice) of two words, or some number above `limit` once it is
 * certain to exceed it.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = nextRow(a, b, i, last, beforeLast)
    if (Math.min(...row) > limit && Math.min(...last) > limit) return limit + 1
    beforeLast = last
    last = row
  }
  return last[b.length]
}

/** The distances of the first `i` letters of `a` to every beginning of `b`, from those of one and two letters less. */
function nextRow(a: string, b: string, i: number, last: number[], beforeLast: number[]): number[] {
  const row = [i]
  for (let j = 1; j <= b.length; j++) {
    const replaced = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
    const swapped = j > 1 && i > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
    const nearest = Math.min(replaced, last[j] + 1, row[j - 1] + 1)
    row.push(swapped ? Math.min(nearest, beforeLast[j - 2] + 1) : nearest)
  }
  return row
}
