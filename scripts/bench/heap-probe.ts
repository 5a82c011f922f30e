/** Loaded into the server that is measured, with --expose-gc: what is alive after a collection, in bytes. */
process.on('message', (message) => {
  if (message !== 'heap') return
  globalThis.gc?.()
  globalThis.gc?.()
  process.send?.(process.memoryUsage().heapUsed)
})
