/** A mistake of whoever typed the command: told in a sentence, without a stack. */
export class UsageError extends Error {}
