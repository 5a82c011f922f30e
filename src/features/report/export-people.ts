import type { Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { politicalStatusNames } from '../person/messages.ts'
import type { ListedPerson } from '../person/search-people.ts'
import { walkPeople } from '../person/walk-people.ts'
import { mapPages } from './map-pages.ts'
import type { ExportColumn, ExportTable, Row } from './model.ts'

const columns: readonly ExportColumn[] = [
  { header: '姓名', kind: 'text', width: 14 },
  { header: '电话', kind: 'text', width: 16 },
  { header: '服务卡', kind: 'text', width: 16 },
  { header: '注册登记证', kind: 'text', width: 16 },
  { header: '政治面貌', kind: 'text', width: 12 },
  { header: '出生日期', kind: 'date', width: 12 },
]

function rowOf(person: ListedPerson): Row {
  const { name, phone, cardNumber, certificateNumber, politicalStatus, bornOn } = person
  const status = politicalStatus && politicalStatusNames[politicalStatus]
  return [name, phone, cardNumber, certificateNumber, status, bornOn]
}

/** The people of a community by name, as the list of people shows them: phones are masked. */
export function exportPeople(ctx: Ctx, input: { readonly communityId: Id }): ExportTable {
  return { facts: [], columns, pages: mapPages(walkPeople(ctx, input), rowOf) }
}
