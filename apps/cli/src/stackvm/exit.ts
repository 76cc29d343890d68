// The exit statuses of stack-vm and stack-langc (spec/stackvm.md section 5).

export const EXIT = {
  success: 0,
  /** Faults, compile errors, files that cannot be read. */
  failed: 1,
  usage: 2,
} as const
