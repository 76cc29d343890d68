// The benchmarks about the JIT: programs that are generated, code without fuel, settings one by one, their tables.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildMachine } from 'isaforge/board'
import { DEFAULT_TUNING, type GeneratedModule, moduleText } from 'isaforge/engines'
import { lrvmKit } from 'isaforge/machines/lrvm'
import { afterAll, expect, test } from 'vitest'
import { assembleGuest, assembleText } from '../../bench/assemble.js'
import { measureCode, ROUNDS_OF_MEMORY } from '../../bench/code.js'
import { prepareScript, type Run, type RunScript } from '../../bench/fresh-process.js'
import { type FuelRequest, type FuelTurn, measureFuel, OPTIMISED_AT_ONCE } from '../../bench/fuel.js'
import { blockInstructions, generateProgram } from '../../bench/generated-code.js'
import { programNamed } from '../../bench/programs.js'
import {
  codeMemoryTable,
  codeTable,
  fuelTable,
  switchesTable,
  translationTable,
} from '../../bench/report-jit.js'
import { measureSwitches, variations } from '../../bench/switches.js'
import { measureTranslation } from '../../bench/translation.js'
import { withoutFuel } from '../../bench/without-fuel.js'
import { LOCALS } from '../../src/engines/jit/template-code.js'
import { decodeModule, type FunctionBody } from '../../src/engines/wasm/decode.js'
import { EAGER } from '../engines/eager.js'

const folder = mkdtempSync(join(tmpdir(), 'isaforge-bench-jit-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a generated program has as many instructions as its blocks, and four more', () => {
  expect(assembleText('generated.lasm', () => generateProgram(7))).toHaveLength(
    4 * (7 * blockInstructions() + 4),
  )
})

test('compiling is measured for each program and each way to run it', async () => {
  const runScript = await prepareScript('code-run', folder, ['--expose-gc'])
  const measurements = measureCode(runScript, folder, 1, [3])
  expect(measurements.map(({ subject }) => subject)).toEqual(['interpreter', 'JIT, at once', 'JIT, defaults'])
  for (const measurement of measurements) {
    expect(measurement.details.memory).toHaveLength(ROUNDS_OF_MEMORY.length)
  }
  const [interpreter, jit] = measurements.map(({ details }) => details)
  expect(jit.modules).toBeGreaterThan(interpreter.modules)
  expect(codeTable(measurements)).toMatch(/^code: 3 blocks +JIT, at once( +[\d.]+| +\d+ %)+$/m)
  expect(codeMemoryTable(measurements)).toMatch(/^MiB after rounds +1 +2 +4 +8 +16 +32 +64 +128$/m)
})

test('translating is measured without V8, in fresh processes and in a warm one', async () => {
  const runScript = await prepareScript('translation-run', folder)
  const measurements = measureTranslation(runScript, folder, 2, [
    { blocks: 3, stretch: 1 },
    { blocks: 40, stretch: 1 },
    { blocks: 5, stretch: 6 },
  ])
  expect(measurements.map(({ fresh, warm }) => [fresh, warm].map(({ runs }) => runs.length))).toEqual([
    [2, 5],
    [2, 5],
    [2, 5],
  ])
  for (const { regions, ownMilliseconds, hostMilliseconds } of measurements[1].warm.runs) {
    expect(regions).toBe(40)
    expect(ownMilliseconds).toBeGreaterThan(0)
    expect(hostMilliseconds).toBeGreaterThan(0)
  }
  expect(translationTable(measurements)).toMatch(
    /^translation: 40 loops of 19 +warm +760 +40( +[\d.]+| +\d+ %)+$/m,
  )
})

/** The modules of a kernel that was compiled at once. */
function modulesOf(name: string): readonly GeneratedModule[] {
  const modules: GeneratedModule[] = []
  const { vm } = buildMachine(lrvmKit, {
    image: assembleGuest(name),
    services: { write: () => undefined, now: () => 0n },
    engine: 'jit',
    tuning: EAGER,
    onModule: (module) => modules.push(module),
  })
  programNamed(name).tinyParameters.forEach((value, index) => {
    vm.setRegister(`a${index}`, value)
  })
  vm.run(10_000)
  return modules
}

test('regions without fuel are valid and shorter; other modules stay as they are', () => {
  for (const { name, bytes } of [...modulesOf('fib'), ...modulesOf('sieve')]) {
    const without = withoutFuel(bytes)
    expect(WebAssembly.validate(without)).toBe(true)
    if (!name.startsWith('region')) expect([...without]).toEqual([...bytes])
    else expect(moduleText(without).length).toBeLessThan(moduleText(bytes).length)
  }
})

/** How many constructs are open wherever a function sets its fuel. */
function nestingOfPayments({ instructions }: FunctionBody): readonly number[] {
  let nesting = 0
  return instructions.flatMap(({ name, immediates }) => {
    if (immediates.kind === 'block') nesting++
    if (name === 'end') nesting--
    const pays = name === 'local.set' && immediates.kind === 'local' && immediates.index === LOCALS.fuel
    return pays ? [nesting] : []
  })
}

test('a region without fuel pays once, on every path', () => {
  // Nothing in this program is called, so that nothing else sets the fuel.
  const regions = modulesOf('sieve').filter(({ name }) => name.startsWith('region'))
  expect(regions).not.toHaveLength(0)
  for (const { bytes } of regions) {
    const { bodies, exports } = decodeModule(withoutFuel(bytes))
    expect(bodies.flatMap(nestingOfPayments)).toEqual(exports.map(() => 0))
  }
})

test('a kernel without fuel computes the same and counts nothing', async () => {
  const inTurns = await prepareScript('fuel-run', folder, OPTIMISED_AT_ONCE)
  // Enough for it to be compiled.
  const hot = { ...programNamed('fib'), parameters: [20] }
  let taken: readonly FuelTurn[] = []
  const noting: RunScript = (request) => {
    taken = inTurns(request) as readonly FuelTurn[]
    return taken
  }
  const measurements = measureFuel(hot, noting, folder, 3)
  expect(measurements.map(({ subject, samples }) => [subject, samples.length])).toEqual([
    ['exact', 3],
    ['none', 3],
  ])
  for (const { exact, none } of taken) {
    expect(none.checksum).toBe(6765)
    expect(none.instructions).toBeLessThan(exact.instructions)
  }
})

/** A run that takes so long and executes so many instructions. */
const ran = (milliseconds: number, instructions: number, checksum = 1) => ({
  instructions,
  milliseconds,
  millisecondsFromStart: milliseconds,
  checksum,
  residentBytes: 0,
})

/** Twice as long with fuel. */
const fuelled: RunScript = (request) => {
  const { turns } = request as FuelRequest
  return Array.from({ length: turns }, (): FuelTurn => ({ exact: ran(20, 1000), none: ran(10, 5) }))
}

/** Twice as long with any setting changed. */
const tuned: Run = (_, __, ___, ____, { tuning = {} } = {}) =>
  ran(Object.keys(tuning).length === 0 ? 10 : 20, 1000)

test('the cost of fuel is a ratio for each kernel, and their mean', () => {
  const measurements = measureFuel(programNamed('fib'), fuelled, folder, 2)
  const text = fuelTable(measurements)
  expect(text).toMatch(/^fuel: fib +20\.0 +0 % +10\.0 +0 % +2\.00 +2\.00 … 2\.00$/m)
  expect(text).toContain('geometric mean of exact/without: 2.00')
})

test.each([
  ['takes no fuel out', ran(10, 1000), 'pay in a way that without-fuel.ts does not know'],
  ['changes a result', ran(10, 5, 2), 'fib computes 2 without fuel instead of 1'],
])('a transformation that %s is noticed', (_, none, message) => {
  const turns: readonly FuelTurn[] = [{ exact: ran(20, 1000), none }]
  expect(() => measureFuel(programNamed('fib'), () => turns, folder, 1)).toThrow(message)
})

test('every setting of the JIT is varied, switches to their other value', () => {
  const names = variations().map(({ name }) => name)
  for (const [key, value] of Object.entries(DEFAULT_TUNING)) {
    expect(names).toContainEqual(expect.stringMatching(`^${key}=`))
    expect(names).not.toContain(`${key}=${value}`)
    if (typeof value === 'boolean') expect(names).toContain(`${key}=${!value}`)
  }
})

test('what a setting is worth is a ratio for each kernel, and their mean', () => {
  const measurements = ['fib', 'sieve'].flatMap((name) => measureSwitches(programNamed(name), tuned, 1))
  expect(switchesTable(measurements)).toMatch(/^switches +linkCalls=false +2\.00 +2\.00 +2\.00$/m)
})

test('a setting that changes a result fails the measurement', () => {
  const changing: Run = (...given) => ran(10, 1000, given[4]?.tuning?.threshold ?? 0)
  expect(() => measureSwitches(programNamed('fib'), changing, 1)).toThrow(
    /^fib, threshold=1: checksum 1 after/,
  )
})
