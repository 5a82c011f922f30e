import type { Id } from '../../../kernel/ids.ts'

/**
 * A short text to a phone. The number is digits only (kernel/text.ts `normalisePhone`). The id is the
 * same however often it is sent.
 */
export type TextMessage = { readonly id: Id; readonly phone: string; readonly text: string }

/** How messages leave the house; a gateway is one implementation, the console another. */
export type MessageSender = {
  readonly send: (message: TextMessage) => Promise<void>
  /** Whom a message reaches: the holder of the phone, or whoever reads the server's console. */
  readonly reaches: 'phone' | 'console'
}
