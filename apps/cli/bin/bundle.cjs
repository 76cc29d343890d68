// The bundled command line as a script, and the code that V8 made of it when it was built: compiling takes longer than
// most programs run.
const { readFileSync, statSync } = require('node:fs')
const { createRequire } = require('node:module')
const { dirname } = require('node:path')
const { constants, Script } = require('node:vm')

/** Where kept code of a bundle lies. Every version of V8 and every kind of processor has its own. */
const keptCodeOf = (main) => `${main}.${process.versions.v8}-${process.arch}.code`

/** V8 looks at a bundle's length only, so code that is older than the bundle must not be offered to it. */
function keptCode(main) {
  const kept = keptCodeOf(main)
  const since = statSync(kept, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return since >= statSync(main).mtimeMs ? readFileSync(kept) : undefined
}

const BEFORE = '(function (exports, require, module, __filename, __dirname) {'

/** Code that V8 does not accept, because it was started with other flags for example, is as good as none. */
function load(main) {
  return new Script(`${BEFORE}${readFileSync(main, 'utf8')}\n})`, {
    filename: main,
    columnOffset: -BEFORE.length,
    cachedData: keptCode(main),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
}

/** Runs a bundle as `require` would. */
function run(script, main) {
  const module = { exports: {} }
  script.runInThisContext()(module.exports, createRequire(main), module, main, dirname(main))
}

module.exports = { keptCodeOf, load, run }
