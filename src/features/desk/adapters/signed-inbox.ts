import { Webhook } from 'standardwebhooks'
import { DomainError } from '../../../kernel/errors.ts'
import { deskErrors } from '../errors.ts'
import type { OpenInbox } from '../model/inbox.ts'

const signed = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const

/**
 * The door of the inbox: what is signed with the secret that gateways share with us, as Standard
 * Webhooks has it; without a secret it stays shut. @throws `desk.inbox-closed`, `desk.inbox-signature`
 */
export function signedInbox(secret: string | null): OpenInbox {
  const webhook = secret === null ? null : new Webhook(secret)
  return (body, headerOf) => {
    if (!webhook) throw new DomainError(deskErrors['inbox-closed'])
    const headers = Object.fromEntries(signed.map((name) => [name, headerOf(name) ?? '']))
    try {
      webhook.verify(body, headers)
    } catch {
      throw new DomainError(deskErrors['inbox-signature'])
    }
  }
}
