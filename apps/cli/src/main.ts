// The command line's entry point.

import { reportFailure } from './failure-report.js'
import { main } from './program.js'

main(process.argv.slice(2))
  .catch(reportFailure)
  .then((status) => {
    process.exitCode = status
  })
