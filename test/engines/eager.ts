// The tuning under which short programs get compiled too: everything at its first jump.
import type { Tuning } from 'isaforge/engines'

export const EAGER: Partial<Tuning> = { threshold: 1, batch: 1, warmUp: 0 }
