// What the library offers on Node: files.

export { sourceFiles } from './source-files.js'
