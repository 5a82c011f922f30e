import type { ExportTable, Fact } from '../report/model.ts'
import type { ImportKind } from './model.ts'
import { fieldsOf } from './rules/columns.ts'

const hints: Readonly<Record<string, string>> = {
  cardNumber: '纸质服务卡上的编号',
  phone: '手机号，或带区号的座机',
  bornOn: '2024-01-05；志愿者必填',
  community: '社区名称，“社区”二字可省',
  subdistrict: '有同名社区时填写',
  assigned: '报到的社区；储蓄本在报到的社区，没有报到的在居住社区',
  politicalStatus: '党员、预备党员、团员、群众',
  partyTie: '机关在职、其他在职、退休、居住地',
  volunteer: '是 或 否；不填时，有服务卡号或登记证号的为志愿者',
  skills: '用顿号分开',
  registeredOn: '登记为志愿者的日期；早于它的服务不能记录。不填为今天',
  cardOn: '不填为注册日期',
  guardianConsent: '是 或 否；不满 18 岁的志愿者要有',
  membershipKind: '居住、报到、服务',
  sinceOn: '不填为今天',
  offering: '服务项目的名称或编码',
  recipientPhone: '服务对象是已登记的人时填写',
  headcount: '服务对象是一群人时填写',
  servedOn: '2024-01-05；开始时间里有日期时可以不填',
  start: '09:00',
  end: '11:00；与服务时长填一样即可，两样都填要相符',
  minutes: '整数分钟，不写小时',
  outcome: '不填时注明没有写',
  organiser: '不填为服务社区',
  lateReason: '不填为“历史数据导入”',
  openedOn: '原储蓄本结清的日期',
  reason: '依据，例如 纸质储蓄本第 12 号',
}

/** An empty file of the kind with its usual headings; the workbook's second sheet explains them. */
export function exportTemplate(kind: ImportKind, withHints: boolean): ExportTable {
  const fields = fieldsOf(kind)
  const facts = fields.map(({ headings, field, needed }): Fact => {
    const hint = hints[field] ?? ''
    return [headings[0] ?? field, [needed ? `必填（${needed}）` : '选填', hint].join(' ').trim()]
  })
  return {
    facts: withHints ? facts : [],
    columns: fields.map(({ headings }) => ({
      header: headings[0] ?? '',
      kind: 'text',
      width: 16,
    })),
    pages: noPages(),
  }
}

async function* noPages(): AsyncGenerator<never> {
  // nothing to fill in for anybody
}
