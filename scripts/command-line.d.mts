// The types of the bundler, for the tests that build the command line.

/** Bundles the command line into a folder. */
export function bundleCommandLine(outdir: string): Promise<void>
