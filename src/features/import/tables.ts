import { sql } from 'drizzle-orm'
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { idColumn, instant } from '../../db/columns.ts'
import { persons } from '../person/tables.ts'
import type { ColumnMap, ImportKind, ImportOptions, ImportState, ImportSummary } from './model.ts'

export const imports = pgTable(
  'imports',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').$type<ImportKind>().notNull(),
    state: text('state').$type<ImportState>().notNull(),
    fileName: text('file_name').notNull(),
    sha256: text('sha256').notNull(),
    headers: jsonb('headers').$type<readonly string[]>().notNull(),
    headerLine: integer('header_line').notNull(),
    columns: jsonb('columns').$type<ColumnMap>().notNull(),
    notes: jsonb('notes').$type<readonly string[]>().notNull(),
    options: jsonb('options').$type<ImportOptions>().notNull(),
    rowCount: integer('row_count').notNull(),
    /** Of the last check; null until one went through. */
    summary: jsonb('summary').$type<ImportSummary>(),
    uploadedById: idColumn('uploaded_by_id')
      .notNull()
      .references(() => persons.id),
    uploadedAt: instant('uploaded_at').notNull(),
    handedInAt: instant('handed_in_at'),
    decidedById: idColumn('decided_by_id'),
    decidedAt: instant('decided_at'),
    reason: text('reason'),
    doneAt: instant('done_at'),
  },
  (table) => [
    // the same file is handed in once
    uniqueIndex('imports_one_of_a_file')
      .on(table.sha256, table.kind)
      .where(sql`${table.state} in ('handedIn', 'running', 'done')`),
    // what goes on by itself
    index('imports_running')
      .on(table.decidedAt)
      .where(sql`${table.state} = 'running'`),
    check(
      'imports_state',
      sql`${table.state} in ('uploaded', 'handedIn', 'running', 'done', 'rejected')`,
    ),
    check('imports_kind', sql`${table.kind} in ('people', 'memberships', 'records', 'openings')`),
    check(
      'imports_two_people',
      sql`${table.state} not in ('running', 'done') or coalesce(${table.decidedById} <> ${table.uploadedById}, false)`,
    ),
  ],
)

/** Some hundred lines of a file, sealed until they are written or the import is rejected. */
export const importChunks = pgTable(
  'import_chunks',
  {
    importId: idColumn('import_id').notNull(),
    number: integer('number').notNull(),
    rowCount: integer('row_count').notNull(),
    rowsSealed: text('rows_sealed'),
    /** What is said of the lines that would not be written. */
    verdictsSealed: text('verdicts_sealed'),
    doneAt: instant('done_at'),
    writtenCount: integer('written_count').notNull().default(0),
    /** Lines that could no longer be written when their turn came, and why. */
    leftCount: integer('left_count').notNull().default(0),
    leftSealed: text('left_sealed'),
  },
  (table) => [
    primaryKey({ name: 'import_chunks_once', columns: [table.importId, table.number] }),
    foreignKey({
      name: 'import_chunks_import',
      columns: [table.importId],
      foreignColumns: [imports.id],
    }),
    check(
      'import_chunks_wiped',
      sql`${table.doneAt} is null or (${table.rowsSealed} is null and ${table.verdictsSealed} is null)`,
    ),
  ],
)
