import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { isMessageSecret } from '../../../kernel/signed-message.ts'
import { noticeErrors } from '../errors.ts'
import { isKindPattern, isReceiverUrl } from './sending.ts'

/** By whom it is, where it is one. */
export function judgeSubscription(
  wish: { readonly url: string; readonly secret: string; readonly kinds: readonly string[] },
  personId: Id | null,
): Id | Refusal {
  const { url, secret, kinds } = wish
  if (!isReceiverUrl(url)) return refuse(noticeErrors['url-malformed'])
  if (!isMessageSecret(secret)) return refuse(noticeErrors['secret-malformed'])
  const count = new Set(kinds).size
  if (count < 1 || count > 50 || !kinds.every(isKindPattern) || personId === null) {
    return refuse(noticeErrors['kinds-malformed'])
  }
  return personId
}
