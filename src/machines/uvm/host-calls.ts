// What uVM's printing instructions ask of the host.

import { hostCall } from '../../core/index.js'

export const printInteger = hostCall(
  'print',
  { word: 'i32' },
  { summary: 'Writes a word in decimal and a line break' },
)

export const printFloat = hostCall(
  'fprint',
  { word: 'i32' },
  { summary: 'Writes a word as a binary32 and a line break' },
)
