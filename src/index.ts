// What `import … from 'isaforge'` offers.
export * from './core/diagnostics/index.js'
