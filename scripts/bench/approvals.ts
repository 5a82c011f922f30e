import { newId, type Id } from '../../src/kernel/ids.ts'
import { readAnswer } from './http-load.ts'

/** One approval request: the records of one community, by one of its coordinators. */
export type ApprovalRequest = {
  readonly communityId: Id
  readonly token: string
  readonly recordIds: readonly Id[]
}

/** The bytes of a request, under a key of its own. */
export function encodeApproval(request: ApprovalRequest): Buffer {
  const body = JSON.stringify({ records: request.recordIds.map((id) => ({ id })) })
  return Buffer.from(
    [
      `POST /api/v1/communities/${request.communityId}/records/approve HTTP/1.1`,
      'Host: 127.0.0.1',
      `Authorization: Bearer ${request.token}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `Idempotency-Key: ${newId()}`,
      '',
      body,
    ].join('\r\n'),
  )
}

type Outcome = { readonly id?: unknown; readonly approved?: unknown }

/** How many records an answer approves: all that were asked for. @throws with the answer otherwise */
export function countApproved(request: ApprovalRequest, answer: Buffer | undefined): number {
  if (!answer) throw new Error('a request without an answer')
  const { status, body } = readAnswer(answer)
  const outcomes = (body as { readonly outcomes?: readonly Outcome[] }).outcomes ?? []
  const isRight =
    status === 200 &&
    outcomes.length === request.recordIds.length &&
    outcomes.every(({ id, approved }, at) => approved === true && id === request.recordIds[at])
  if (!isRight) {
    throw new Error(`not approved: ${status} ${JSON.stringify(body).slice(0, 500)}`)
  }
  return outcomes.length
}
