// Source texts, places in them, and what is wrong with them.
export { type Counts, Diagnostics } from './collector.js'
export { type OutputEnvironment, wantsColor } from './color.js'
export {
  type Details,
  type Diagnostic,
  error,
  type Label,
  note,
  primary,
  type Severity,
  secondary,
  warning,
} from './diagnostic.js'
export { didYouMean } from './did-you-mean.js'
export { type DiagnosticJson, diagnosticToJson, type LabelJson } from './json.js'
export { type RenderOptions, renderAll, renderDiagnostic, summarize } from './render.js'
export { type Position, SourceFile, type Span } from './source.js'
export { SourceMap, SourceMapBuilder } from './source-map.js'
export {
  type SourceMapJson,
  type SourceMapReading,
  sourceMapFromJson,
  sourceMapToJson,
} from './source-map-json.js'
