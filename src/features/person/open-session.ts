import type { Tx } from '../../db/client.ts'
import type { Ctx } from '../../db/transaction.ts'
import { plusMinutes, type Instant } from '../../kernel/clock.ts'
import { DISTRICT_SCOPE, newId, type Id } from '../../kernel/ids.ts'
import { hashSecret, randomSecret, seal } from '../../kernel/seal.ts'
import { recordActs } from '../audit/record-acts.ts'
import { endOldestSessions, insertRefreshToken, insertSession } from './store/sign-in.ts'

const SESSION_MINUTES = 30 * 24 * 60
const CHOICE_MINUTES = 10
const MOST_SESSIONS = 10

/** Pages carry an opaque cookie; programs a refresh token. */
export type Channel = 'page' | 'program'

export type Opening = {
  readonly channel: Channel
  readonly phoneHash: string
  readonly phone: string
}

/** `secret` is the cookie or the refresh token; it is told once and only its hash is kept. */
export type OpenedSession = {
  readonly sessionId: Id
  readonly personId: Id
  readonly secret: string
}

type Within = { readonly ctx: Ctx; readonly tx: Tx; readonly now: Instant }

/** A new session of a person, always under a new id; the oldest of more than ten end. */
export async function openSession(
  { ctx, tx, now }: Within,
  personId: Id,
  opening: Opening,
): Promise<OpenedSession> {
  const sessionId = newId()
  const secret = randomSecret()
  const isPage = opening.channel === 'page'
  await insertSession(tx, {
    id: sessionId,
    personId,
    phoneHash: opening.phoneHash,
    phoneSealed: seal(ctx.sealKeys, opening.phone, `sessions:phone_sealed:${sessionId}`),
    cookieHash: isPage ? hashSecret(secret) : null,
    createdAt: now,
    expiresAt: plusMinutes(now, SESSION_MINUTES),
  })
  if (!isPage) {
    await insertRefreshToken(tx, { tokenHash: hashSecret(secret), sessionId, issuedAt: now })
  }
  await endOldestSessions(tx, personId, MOST_SESSIONS, {
    endedAt: now,
    endedReason: 'too-many',
  })
  await fileSignIn({ ctx, tx, now }, 'sign-in.opened', personId, [sessionId])
  return { sessionId, personId, secret }
}

/** A phone that serves several people, or nobody yet: ten minutes to say who it is. */
export async function openChoice({ ctx, tx, now }: Within, opening: Opening): Promise<string> {
  const id = newId()
  const secret = randomSecret()
  await insertSession(tx, {
    id,
    personId: null,
    phoneHash: opening.phoneHash,
    phoneSealed: seal(ctx.sealKeys, opening.phone, `sessions:phone_sealed:${id}`),
    cookieHash: hashSecret(secret),
    createdAt: now,
    expiresAt: plusMinutes(now, CHOICE_MINUTES),
  })
  return secret
}

/** Signing in and out and what went wrong with it, in the audit log (ASVS 16.3.1). */
export function fileSignIn(
  { ctx, tx, now }: Within,
  act: string,
  personId: Id | null,
  subjects: readonly string[],
): Promise<void> {
  return recordActs({ ctx: { ...ctx, tx }, now }, [
    {
      communityId: DISTRICT_SCOPE,
      act,
      actorId: personId,
      actorName: personId ? null : 'sign-in',
      commandId: null,
      subjects,
      reason: null,
      recordedAt: now,
    },
  ])
}
