// The example programs in Anvil.
import { readdirSync, readFileSync } from 'node:fs'

export const FOLDER = 'examples/anvil'

/** The names of the examples. */
export const EXAMPLES: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.anvil'))
  .map((file) => file.slice(0, -'.anvil'.length))

/** The text of an example. */
export const exampleText = (name: string): string => readFileSync(`${FOLDER}/${name}.anvil`, 'utf8')

/** What an example should print. */
export const expectedOutput = (name: string): string => readFileSync(`${FOLDER}/expected/${name}.txt`, 'utf8')
