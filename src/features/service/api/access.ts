import { visitorOf } from '../../../http/commit.ts'
import type { AppContext, Visitor } from '../../../http/env.ts'
import { holdsRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { openedToken } from '../approve-records.ts'
import { serviceErrors } from '../errors.ts'
import { getRecord } from '../get-record.ts'
import type { InboxRecord, RecordKey } from '../model.ts'

export type OpenedRecord = {
  readonly record: InboxRecord
  /** Proof that this coordinator has opened it; null for other readers. */
  readonly openedToken: string | null
}

/**
 * For the volunteer, the one served, who entered it, and those who keep or check the records of
 * either community. Everybody else is told that there is none; a draft is the volunteer's alone.
 * @throws `service.record-not-found`
 */
export async function openRecord(c: AppContext, key: RecordKey): Promise<OpenedRecord> {
  const visitor = visitorOf(c)
  const { ctx } = c.get('services')
  const record = await getRecord(ctx, key)
  const readerId = visitor.actor.personId
  const approves =
    record.state !== 'draft' && (await holdsRole(c, visitor, ['coordinator'], record.servedAtId))
  if (!approves && !(await mayRead(c, visitor, record))) {
    throw new DomainError(serviceErrors['record-not-found'])
  }
  return { record, openedToken: approves ? openedToken(ctx.sealKeys, readerId, record.id) : null }
}

async function mayRead(c: AppContext, visitor: Visitor, record: InboxRecord): Promise<boolean> {
  const { personId } = visitor.actor
  if (record.personId === personId || record.enteredById === personId) return true
  if (record.state === 'draft') return false
  const { recipient } = record
  if (recipient.kind === 'person' && recipient.personId === personId) return true
  const keepers = ['coordinator', 'districtAdministrator', 'supervisor', 'auditor']
  return (
    (await holdsRole(c, visitor, keepers, record.servedAtId)) ||
    holdsRole(c, visitor, keepers, record.communityId)
  )
}
