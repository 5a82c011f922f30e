/** A short text to a phone. The number is digits only (kernel/text.ts `normalisePhone`). */
export type TextMessage = { readonly phone: string; readonly text: string }

/** How messages leave the house; a gateway is one implementation, the console another. */
export type MessageSender = {
  readonly send: (message: TextMessage) => Promise<void>
  /** Whom a message reaches: the holder of the phone, or whoever reads the server's console. */
  readonly reaches: 'phone' | 'console'
}
