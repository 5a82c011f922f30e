import type { z } from '@hono/zod-openapi'
import type { MaskedFile } from '../list-file.ts'
import type { FamilyOpening } from '../list-openings.ts'
import type { Register } from '../list-register.ts'
import type { OpenedFile, OpenedNote } from '../load-opening.ts'
import type {
  familyOpeningSchema,
  maskedFileSchema,
  openedFileSchema,
  registerViewSchema,
} from './schemas.ts'

type NoteView = z.input<typeof openedFileSchema>['items'][number]['current']

function noteView({ noteId, recordedAt, body }: OpenedNote): NoteView {
  if (body === null || 'text' in body) return { noteId, recordedAt, body }
  return { noteId, recordedAt, body: { ...body, groups: [...body.groups] } }
}

export function openedFileView(opened: OpenedFile): z.input<typeof openedFileSchema> {
  return {
    ...opened,
    acts: [...opened.acts],
    items: opened.items.map((one) => ({
      ...one,
      current: noteView(one.current),
      former: one.former.map(noteView),
    })),
  }
}

export function maskedFileView(file: MaskedFile): z.input<typeof maskedFileSchema> {
  return {
    ...file,
    people: file.people.map((person) => ({ ...person, items: [...person.items] })),
    needGroups: [...file.needGroups],
  }
}

export function registerView(register: Register): z.input<typeof registerViewSchema> {
  const { counts, items, nextCursor } = register
  return {
    counts: { ...counts, byGroup: [...counts.byGroup] },
    items: [...items],
    nextCursor,
  }
}

export function familyOpeningView(opening: FamilyOpening): z.input<typeof familyOpeningSchema> {
  return { ...opening, items: [...opening.items] }
}
