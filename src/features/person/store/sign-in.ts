import { and, asc, desc, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { persons, refreshTokens, sessions, signInCodes } from '../tables.ts'

export type CodeRow = {
  readonly id: Id
  readonly phoneHash: string
  readonly phoneSealed: string
  readonly codeHash: string
  readonly requestedAt: Instant
  readonly expiresAt: Instant
}

export async function insertCode(tx: Tx, row: CodeRow): Promise<void> {
  await tx.insert(signInCodes).values(row)
}

/**
 * Counts a try and returns the code while tries are left: the guard stands in the update itself,
 * so that guesses sent side by side count one by one.
 */
export async function takeTry(
  tx: Tx,
  id: Id,
  now: Instant,
  tries: number,
): Promise<Omit<CodeRow, 'requestedAt' | 'expiresAt'> | undefined> {
  const rows = await tx
    .update(signInCodes)
    .set({ tries: sql`${signInCodes.tries} + 1` })
    .where(
      and(
        eq(signInCodes.id, id),
        isNull(signInCodes.usedAt),
        gt(signInCodes.expiresAt, now),
        lt(signInCodes.tries, tries),
      ),
    )
    .returning({
      id: signInCodes.id,
      phoneHash: signInCodes.phoneHash,
      phoneSealed: signInCodes.phoneSealed,
      codeHash: signInCodes.codeHash,
    })
  return rows[0]
}

/** Whose code it is, to count tries by phone before one is taken. */
export async function selectCodePhone(tx: Queryable, id: Id): Promise<string | undefined> {
  const rows = await tx
    .select({ phoneHash: signInCodes.phoneHash })
    .from(signInCodes)
    .where(eq(signInCodes.id, id))
  return rows[0]?.phoneHash
}

export async function markCodeUsed(tx: Tx, id: Id, usedAt: Instant): Promise<void> {
  await tx.update(signInCodes).set({ usedAt }).where(eq(signInCodes.id, id))
}

export type NamedPerson = { readonly id: Id; readonly name: string }

export function selectByPhone(tx: Queryable, phoneHash: string): Promise<readonly NamedPerson[]> {
  return tx
    .select({ id: persons.id, name: persons.name })
    .from(persons)
    .where(and(eq(persons.phoneHash, phoneHash), isNull(persons.leftAt)))
    .orderBy(asc(persons.id))
}

export type SessionRow = {
  readonly id: Id
  readonly personId: Id | null
  readonly phoneHash: string
  readonly phoneSealed: string
  readonly cookieHash: string | null
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

export async function insertSession(tx: Tx, row: SessionRow): Promise<void> {
  await tx.insert(sessions).values(row)
}

/** A live session by the hash of its secret, locked: it is exchanged once. */
export async function lockSession(
  tx: Tx,
  cookieHash: string,
  now: Instant,
): Promise<SessionRow | undefined> {
  const rows = await tx
    .select()
    .from(sessions)
    .where(
      and(
        eq(sessions.cookieHash, cookieHash),
        isNull(sessions.endedAt),
        gt(sessions.expiresAt, now),
      ),
    )
    .for('no key update')
  return rows[0]
}

export async function selectSession(
  tx: Queryable,
  cookieHash: string,
  now: Instant,
): Promise<SessionRow | undefined> {
  const rows = await tx
    .select()
    .from(sessions)
    .where(
      and(
        eq(sessions.cookieHash, cookieHash),
        isNull(sessions.endedAt),
        gt(sessions.expiresAt, now),
      ),
    )
  return rows[0]
}

export type Ended = { readonly endedAt: Instant; readonly endedReason: string }

export async function endSession(tx: Tx, id: Id, ended: Ended): Promise<void> {
  await tx
    .update(sessions)
    .set(ended)
    .where(and(eq(sessions.id, id), isNull(sessions.endedAt)))
}

export async function endSessionsOf(tx: Tx, personId: Id, ended: Ended): Promise<void> {
  await tx
    .update(sessions)
    .set(ended)
    .where(and(eq(sessions.personId, personId), isNull(sessions.endedAt)))
}

/** Of the live sessions of a person only the newest `keep` go on. */
export async function endOldestSessions(
  tx: Tx,
  personId: Id,
  keep: number,
  ended: Ended,
): Promise<void> {
  const live = and(eq(sessions.personId, personId), isNull(sessions.endedAt))
  const oldest = tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(live)
    .orderBy(desc(sessions.id))
    .offset(keep)
  await tx.update(sessions).set(ended).where(inArray(sessions.id, oldest))
}

export async function insertRefreshToken(
  tx: Tx,
  row: { readonly tokenHash: string; readonly sessionId: Id; readonly issuedAt: Instant },
): Promise<void> {
  await tx.insert(refreshTokens).values(row)
}

export type RefreshRow = {
  readonly sessionId: Id
  readonly usedAt: Instant | null
  readonly personId: Id | null
  readonly endedAt: Instant | null
  readonly expiresAt: Instant
  readonly leftAt: Instant | null
}

/** The token's row is locked: of two exchanges at once one comes second and is seen as reuse. */
export async function lockRefreshToken(tx: Tx, tokenHash: string): Promise<RefreshRow | undefined> {
  const rows = await tx
    .select({
      sessionId: refreshTokens.sessionId,
      usedAt: refreshTokens.usedAt,
      personId: sessions.personId,
      endedAt: sessions.endedAt,
      expiresAt: sessions.expiresAt,
      leftAt: persons.leftAt,
    })
    .from(refreshTokens)
    .innerJoin(sessions, eq(sessions.id, refreshTokens.sessionId))
    .leftJoin(persons, eq(persons.id, sessions.personId))
    .where(eq(refreshTokens.tokenHash, tokenHash))
    .for('no key update', { of: refreshTokens })
  return rows[0]
}

export async function markRefreshUsed(tx: Tx, tokenHash: string, usedAt: Instant): Promise<void> {
  await tx.update(refreshTokens).set({ usedAt }).where(eq(refreshTokens.tokenHash, tokenHash))
}
