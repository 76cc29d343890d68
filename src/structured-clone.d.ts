// The part of the HTML standard's structured cloning that every supported host has and ES2022's library lacks.

declare function structuredClone<T>(value: T): T
