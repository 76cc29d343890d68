// What a run of the benchmarks leaves behind: all samples, and the computer they were taken on.
import { readFileSync } from 'node:fs'
import { cpus, platform, release } from 'node:os'

/** All samples of one thing that was measured. */
export interface Measurement {
  /** `count`, `startup`, … */
  readonly benchmark: string
  /** An engine, `C`, or what else was measured. */
  readonly subject: string
  /** What was done in each sample. */
  readonly work?: { readonly amount: number; readonly unit: 'instructions' | 'lines' }
  /** Milliseconds, in the order in which they were taken. */
  readonly samples: readonly number[]
  /** The most memory that the process had up to the last sample, if it was looked at. */
  readonly peakBytes?: number
  /** Set when only this much of the work was done and the samples were scaled up from it. */
  readonly measuredAmount?: number
  /** The most memory that the process had afterwards, where that matters. */
  readonly residentBytes?: number
}

/** How an engine compares with C over all kernels that both ran. */
export interface KernelMean {
  readonly engine: string
  /** Geometric mean of its times divided by those of C. */
  readonly timeOverC: number
  readonly kernels: readonly string[]
}

/** Where the measurements were made. */
export interface Environment {
  readonly date: string
  readonly node: string
  readonly v8: string
  readonly cpu: string
  readonly cores: number
  readonly system: string
  readonly compiler: string
}

/** A whole run. */
export interface Results {
  readonly version: 1
  readonly environment: Environment
  readonly measurements: readonly Measurement[]
  /** Absent in results from before there were kernels. */
  readonly kernelMeans?: readonly KernelMean[]
}

/** Describes this computer. */
export function environment(compiler: string): Environment {
  return {
    date: new Date().toISOString(),
    node: process.versions.node,
    v8: process.versions.v8,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    system: `${platform()} ${release()}`,
    compiler,
  }
}

/** Reads results that were written as JSON. Throws when the file holds something else. */
export function readResults(path: string): Results {
  const parsed = JSON.parse(readFileSync(path, 'utf8')) as Partial<Results> | null
  if (parsed?.version !== 1 || !Array.isArray(parsed.measurements)) {
    throw new Error(`${path} does not hold benchmark results of version 1`)
  }
  return parsed as Results
}
