import type { Id } from './ids.ts'

/** Who acts: a signed-in person, or the system itself (sweeps, seeds) under a name. */
export type Actor =
  | { readonly kind: 'person'; readonly personId: Id; readonly sessionId: Id }
  | { readonly kind: 'system'; readonly personId: null; readonly name: string }
