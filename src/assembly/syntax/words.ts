// Numbers for identifiers: equal text, equal number, so that later phases look things up in arrays.

/** Interns identifiers straight from a source text; no string is made for an identifier seen before. */
export class WordTable {
  /** The identifiers by number. */
  readonly texts: string[] = []
  readonly #hashes: number[] = []
  /** Open addressing: number plus one, 0 for a free slot. Never more than half full. */
  #slots = new Uint32Array(1024)

  constructor(first: readonly string[] = []) {
    for (const word of first) this.intern(word, 0, word.length)
  }

  /** The number of the identifier at `start`…`end` of a text. */
  intern(text: string, start: number, end: number): number {
    const hash = hashOf(text, start, end)
    const mask = this.#slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot] - 1
      if (number < 0) return this.#add(slot, hash, text.slice(start, end))
      if (this.#hashes[number] === hash && equals(this.texts[number], text, start, end)) return number
    }
  }

  #add(slot: number, hash: number, word: string): number {
    this.#slots[slot] = this.texts.push(word)
    this.#hashes.push(hash)
    if (this.texts.length * 2 > this.#slots.length) this.#grow()
    return this.texts.length - 1
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let number = 0; number < this.texts.length; number++) {
      let slot = this.#hashes[number] & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = number + 1
    }
    this.#slots = slots
  }
}

function hashOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}

function equals(word: string, text: string, start: number, end: number): boolean {
  if (word.length !== end - start) return false
  for (let at = 0; at < word.length; at++)
    if (word.charCodeAt(at) !== text.charCodeAt(start + at)) return false
  return true
}
