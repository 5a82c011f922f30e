export type Bell = {
  ring(): void
  /** Resolves at the next ring. */
  rung(): Promise<void>
}

/** Lets a test wait for the thing itself instead of sleeping. */
export function makeBell(): Bell {
  let waiting: (() => void)[] = []
  return {
    ring: () => {
      const woken = waiting
      waiting = []
      for (const wake of woken) wake()
    },
    rung: () => new Promise((resolve) => waiting.push(resolve)),
  }
}
