/** Why the program cannot start, in words for the person who started it; shown without a stack. */
export class StartupError extends Error {
  constructor(chinese: string, english: string) {
    super(`${chinese}\n${english}`)
    this.name = 'StartupError'
  }
}
