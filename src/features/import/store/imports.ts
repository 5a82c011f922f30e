import { and, desc, eq, inArray, lt, or, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { importErrors } from '../errors.ts'
import type { Import, ImportKind, ImportState } from '../model.ts'
import { imports } from '../tables.ts'

defineConstraints({ imports_one_of_a_file: importErrors['already-handed-in'] })

export async function insertImport(tx: Tx, { rows, ...row }: Import): Promise<void> {
  await tx.insert(imports).values({ ...row, rowCount: rows })
}

type ImportRow = typeof imports.$inferSelect

function importOf({ rowCount, ...row }: ImportRow): Import {
  return { ...row, rows: rowCount }
}

export async function selectImport(tx: Queryable, id: Id): Promise<Import | undefined> {
  const rows = await tx.select().from(imports).where(eq(imports.id, id))
  return rows.map(importOf)[0]
}

/** Locked until the transaction ends: an import is decided once. */
export async function lockImport(tx: Tx, id: Id): Promise<Import | undefined> {
  const rows = await tx.select().from(imports).where(eq(imports.id, id)).for('no key update')
  return rows.map(importOf)[0]
}

/** The same file, handed in by anybody, or uploaded by this person. */
export async function selectSameFile(
  tx: Queryable,
  file: { readonly sha256: string; readonly kind: ImportKind; readonly uploadedById: Id },
): Promise<Import | undefined> {
  const handedIn = inArray(imports.state, ['handedIn', 'running', 'done'])
  const own = and(eq(imports.state, 'uploaded'), eq(imports.uploadedById, file.uploadedById))
  const rows = await tx
    .select()
    .from(imports)
    .where(and(eq(imports.sha256, file.sha256), eq(imports.kind, file.kind), or(handedIn, own)))
    .orderBy(sql`(${imports.state} = 'uploaded')`, desc(imports.id))
    .limit(1)
  return rows.map(importOf)[0]
}

/** The newest first. */
export async function selectImports(
  tx: Queryable,
  ask: { readonly before: Id | null; readonly limit: number },
): Promise<readonly Import[]> {
  const rows = await tx
    .select()
    .from(imports)
    .where(ask.before ? lt(imports.id, ask.before) : undefined)
    .orderBy(desc(imports.id))
    .limit(ask.limit)
  return rows.map(importOf)
}

/** Those that are being written, the longest waiting first. */
export async function selectRunning(tx: Queryable): Promise<readonly Id[]> {
  const rows = await tx
    .select({ id: imports.id })
    .from(imports)
    .where(eq(imports.state, 'running'))
    .orderBy(imports.decidedAt)
  return rows.map(({ id }) => id)
}

/** Uploaded before `before` and never handed in. */
export async function selectForgotten(tx: Queryable, before: Instant): Promise<readonly Id[]> {
  const rows = await tx
    .select({ id: imports.id })
    .from(imports)
    .where(and(eq(imports.state, 'uploaded'), lt(imports.uploadedAt, before)))
  return rows.map(({ id }) => id)
}

type Changed = Partial<
  Pick<
    Import,
    | 'columns'
    | 'options'
    | 'summary'
    | 'handedInAt'
    | 'decidedById'
    | 'decidedAt'
    | 'reason'
    | 'doneAt'
  > & { readonly state: ImportState }
>

export async function updateImport(tx: Tx, id: Id, changed: Changed): Promise<void> {
  await tx.update(imports).set(changed).where(eq(imports.id, id))
}
