import type { Id } from '../../kernel/ids.ts'
import { lookupHash, seal, unseal, type SealKeys } from '../../kernel/seal.ts'

type Content = { readonly sender: string | null; readonly text: string }

const place = (messageId: Id) => `inbox_messages:content_sealed:${messageId}`
const written = ({ sender, text }: Content) => JSON.stringify([sender, text])

/** Sender and text, sealed together for one message. */
export function sealMessage(keys: SealKeys, messageId: Id, content: Content): string {
  return seal(keys, written(content), place(messageId))
}

/** The same for the same words of the same sender, and telling nothing of them. */
export function hashContent(keys: SealKeys, content: Content): string {
  return lookupHash(keys, written(content))
}

/** Nothing of what has been erased. */
export function openContent(
  keys: SealKeys,
  message: { readonly id: Id; readonly contentSealed: string },
): Content | undefined {
  const content = unseal(keys, message.contentSealed, place(message.id))
  if (content === undefined) return undefined
  const [sender, text] = JSON.parse(content) as [string | null, string]
  return { sender, text }
}
