// Regions that keep giving their first instruction back: each time costs more than interpreting what they would have done.

/** Refusals in a row after which a region goes, if so few instructions were executed between them on average. */
const MOST_REFUSALS = 32
const FEWEST_BETWEEN = 2000

/** Refusals of one region, and how many instructions had been executed at the first one. */
interface Row {
  count: number
  since: number
}

/** Counts refusals by address. */
export class Refusals {
  private readonly rows = new Map<bigint, Row>()

  /** Notes a refusal after `retired` instructions; tells whether the region is of no use. */
  note(address: bigint, retired: number): boolean {
    const row = this.rows.get(address) ?? { count: 0, since: retired }
    this.rows.set(address, row)
    if (++row.count < MOST_REFUSALS) return false
    this.rows.delete(address)
    return retired - row.since < MOST_REFUSALS * FEWEST_BETWEEN
  }

  forget(): void {
    this.rows.clear()
  }
}
