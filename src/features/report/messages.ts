import type { CertificateState, ExportKind } from './model.ts'

export const exportNames: Readonly<Record<ExportKind, string>> = {
  people: '人员名册',
  records: '服务记录',
  statement: '储蓄明细',
  'trial-balance': '试算表',
  books: '账簿',
}

export const MINUTES_FACT = '时长和储蓄都是整数分钟，60 分钟为 1 小时'

/** Not a 证明, which only the national system gives. */
export const CERTIFICATE_NAME = '志愿服务时长记录单'

export const CERTIFICATE_NOTICE =
  '本单由记录单位根据审核通过的服务记录出具，免费；不能买卖，不得伪造、变造。'

export function nationalText(inNationalSystem: boolean): string {
  return inNationalSystem
    ? '已录入'
    : '未录入；需要全国统一的志愿服务记录证明，请到全国志愿服务信息系统办理'
}

export const certificateStateNames: Readonly<Record<CertificateState, string>> = {
  valid: '有效',
  revoked: '已撤回',
  altered: '数据被改动',
}

/** Why a certificate no longer holds whose person is erased. */
export const certificateErasedText = '此人的个人信息已经删除'
