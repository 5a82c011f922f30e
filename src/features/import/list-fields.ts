import type { Import, ImportKind } from './model.ts'
import { fieldsOf, missingColumns } from './rules/columns.ts'

export type FieldChoice = {
  readonly field: string
  readonly label: string
  readonly isNeeded: boolean
}

/** The columns that a file of the kind may have, by the names of the template. */
export function listFields(kind: ImportKind): readonly FieldChoice[] {
  const fields = fieldsOf(kind)
  return fields.map(({ field, headings, needed }) => ({
    field,
    label: headings[0] ?? field,
    // one of several will do where they share a name
    isNeeded: needed !== undefined && fields.filter((one) => one.needed === needed).length === 1,
  }))
}

/** What the needed columns are called that the file does not have. */
export function listMissing({ kind, columns }: Pick<Import, 'kind' | 'columns'>) {
  return missingColumns(kind, columns)
}
