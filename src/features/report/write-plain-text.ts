import { exportBooks } from '../proof/export-books.ts'
import type { PlainTextForm } from '../proof/model.ts'
import type { ExportTable } from './model.ts'

const encoder = new TextEncoder()

/** Books as another program reads them, with their facts as remarks; a chunk for each page. */
export async function* writePlainText(
  { books, facts }: ExportTable,
  form: PlainTextForm,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (!books) throw new Error(`${form} of what is no books`)
  const remarks = facts.map(([term, text]) => `${term}：${text}`)
  for await (const text of exportBooks(books, form, remarks)) yield encoder.encode(text)
}
