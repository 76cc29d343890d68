// How uVM writes floats (spec/uvm.md 3.3).

const view = new DataView(new ArrayBuffer(4))

/** Decimal digits that tell any two binary32 numbers apart. */
const MOST_DIGITS = 9

/** The shortest decimal that is read back as the same binary32, as ECMAScript writes numbers, always with a point. */
export function floatText(bits: number): string {
  view.setInt32(0, bits)
  const value = view.getFloat32(0)
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const text = String(shortest(value))
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}

function shortest(value: number): number {
  for (let digits = 1; digits < MOST_DIGITS; digits++) {
    const candidate = Number(value.toPrecision(digits))
    if (Math.fround(candidate) === value) return candidate
  }
  return Number(value.toPrecision(MOST_DIGITS))
}
