export type Sweep = {
  /** Ends after the run that is under way. */
  stop(): Promise<void>
}

/**
 * Runs a job again and again, `everyMs` after the end of the run before. A run that fails is told
 * to `onError` and tried again at the next turn; what it does must be safe in two processes at once.
 */
export function makeSweep(
  run: () => Promise<unknown>,
  everyMs: number,
  onError: (error: unknown) => void,
): Sweep {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()

  function turn(): void {
    running = run()
      .then(() => undefined, onError)
      .then(() => {
        if (!stopped) next()
      })
  }

  function next(): void {
    timer = setTimeout(turn, everyMs)
    timer.unref()
  }

  next()
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
