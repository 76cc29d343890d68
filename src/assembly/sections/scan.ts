// The machine's way through the data section at the start of a program (spec/mvm.md 4.5 and 8.1).

import { TEXT_MARKER } from './object.js'

/** Where a scan that begins at `start` finds the text marker; undefined when it never does. */
export function scanForText(image: Uint8Array, start: number): number | undefined {
  for (let at = start; at < image.length - 1; at++) {
    if (image[at] !== TEXT_MARKER[0]) continue
    if (image[at + 1] === TEXT_MARKER[1]) return at
    // The byte behind any other FF is passed over.
    at++
  }
  return undefined
}
