// The exit statuses of the command line. A guest that ends with a status of its own gives that instead.

export const EXIT = {
  success: 0,
  /** Mistakes in sources, images, boards; failed conformance cases. */
  mistakes: 1,
  /** Wrong options, files that cannot be read. */
  usage: 2,
  /** A bug of isaforge. */
  internal: 70,
  /** The fuel is used up. */
  fuel: 124,
  /** Ctrl-C. */
  interrupted: 130,
  /** The guest failed. */
  trap: 134,
} as const
