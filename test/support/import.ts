import { approveImport } from '../../src/features/import/approve-import.ts'
import { getImport, type ImportView } from '../../src/features/import/get-import.ts'
import { handInImport } from '../../src/features/import/hand-in-import.ts'
import { previewImport, type PreviewedImport } from '../../src/features/import/preview-import.ts'
import { runImport } from '../../src/features/import/run-import.ts'
import { uploadImport } from '../../src/features/import/upload-import.ts'
import { openedToken } from '../../src/features/service/approve-records.ts'
import type { ImportKind, ImportOptions } from '../../src/features/import/model.ts'
import { DISTRICT_SCOPE, type Id } from '../../src/kernel/ids.ts'
import type { TestPerson, World } from './world.ts'

export const noChoices: ImportOptions = { skipBad: false, duplicates: null, decisions: {} }

export type DryWish = {
  readonly kind?: ImportKind
  readonly pairs?: readonly string[]
  readonly options?: Partial<ImportOptions>
  readonly importerId?: Id
}

/** A dry run of a text or a file. */
export function dryRun(
  world: World,
  file: string | Buffer,
  wish: DryWish = {},
): Promise<PreviewedImport> {
  return previewImport(world.ctx, {
    bytes: typeof file === 'string' ? Buffer.from(file) : file,
    kind: wish.kind ?? null,
    pairs: wish.pairs ?? [],
    options: { ...noChoices, ...wish.options },
    importerId: wish.importerId ?? DISTRICT_SCOPE,
    progress: () => undefined,
  })
}

/** `line column: reason` of every problem. */
export function problemsOf({ verdicts }: PreviewedImport): readonly string[] {
  return verdicts.flatMap(({ problems }) =>
    problems.map(({ line, column, reason }) => `${line} ${column}: ${reason}`),
  )
}

export async function cardOf(world: World, person: TestPerson): Promise<string> {
  const [row] = await world.sql<{ card_number: string }[]>`
    select card_number from volunteers where person_id = ${person.id}`
  return row?.card_number ?? ''
}

/** Lines of cells as a .csv. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return rows
    .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
    .join('\n')
}

/** How many rows the books have that an import could write. */
export async function countBooks(world: World): Promise<Record<string, number>> {
  const [row] = await world.sql<Record<string, number>[]>`
    select (select count(*)::int from persons) as persons,
           (select count(*)::int from memberships) as memberships,
           (select count(*)::int from service_records) as records,
           (select count(*)::int from ledger_transfers) as transfers,
           (select count(*)::int from audit_events) as audit`
  return row ?? {}
}

/** Kept for its uploader, checked. */
export async function upload(
  world: World,
  uploader: TestPerson,
  file: string | Buffer,
  wish: DryWish = {},
): Promise<Id> {
  const previewed = await dryRun(world, file, { ...wish, importerId: uploader.id })
  const { importId } = await uploadImport(world.ctx, {
    ...{ actor: uploader.actor, fileName: '演示.csv', file: previewed.file },
    ...{ columns: previewed.columns, options: { ...noChoices, ...wish.options } },
    judged: previewed,
  })
  return importId
}

export async function handIn(
  world: World,
  uploader: TestPerson,
  file: string | Buffer,
  wish: DryWish = {},
): Promise<Id> {
  const importId = await upload(world, uploader, file, wish)
  await world.run(handInImport, uploader.actor, DISTRICT_SCOPE, { importId })
  return importId
}

export function approval(world: World, approver: TestPerson, importId: Id) {
  return { importId, opened: openedToken(world.ctx.sealKeys, approver.id, importId) }
}

/** Handed in by the one, approved by the other, and written to its end. */
export async function importFile(
  world: World,
  two: { readonly uploader: TestPerson; readonly approver: TestPerson },
  file: string | Buffer,
  wish: DryWish = {},
): Promise<ImportView> {
  const importId = await handIn(world, two.uploader, file, wish)
  const input = approval(world, two.approver, importId)
  await world.run(approveImport, two.approver.actor, DISTRICT_SCOPE, input)
  await runImport(world.ctx, { importId, forMs: 60_000 })
  return getImport(world.ctx, importId)
}
