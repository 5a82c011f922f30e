import { defineErrors } from '../../kernel/errors.ts'

export const reportErrors = defineErrors('report', {
  'community-not-found': ['not_found', '没有找到这个社区', '请从列表里重新选择社区。'],
  'format-unknown': [
    'invalid',
    '没有这种文件格式',
    '可以下载 .csv 或 .xlsx；储蓄明细还可以下载 .pdf；账簿是 .csv、hledger 或 Beancount。',
  ],
  'state-unknown': ['invalid', '没有这种记录状态', '请从列表里选择状态，或选全部。'],
  'period-malformed': ['invalid', '日期写得不对', '日期要写成 2026-11-24 的样子。'],
  'period-missing': [
    'invalid',
    '没有写明时间段',
    '请填写起止日期，例如 2026-01-01 到 2026-12-31。',
  ],
  'period-upside-down': ['invalid', '起止日期写反了', '开始日期要在结束日期之前，或是同一天。'],
  'paper-too-long': [
    'invalid',
    'PDF 一次最多印五千笔',
    '请缩短时间段，或者下载 .xlsx：它没有这个限制。',
  ],
  'period-too-long': ['invalid', '时间段超过五年', '一次最多导出五年；更长的请分几次导出。'],
  'node-not-found': ['not_found', '没有找到这个地方', '请从列表里重新选择区、街道或社区。'],
  'overview-period': [
    'invalid',
    '没有这个时间',
    '时间写成月 2026-11、季 2026-Q4、年 2026，或最近十二个月 last12。',
  ],
  'person-not-found': ['not_found', '没有找到这个人', '请核对；也可能储蓄本不在这个社区。'],
  'own-certificate': [
    'forbidden',
    '不能给自己开具或撤回记录单',
    '请由另一位社区工作者或区管理员办理。',
  ],
  'period-not-over': ['invalid', '时间段还没有到', '结束日期最晚是今天。'],
  'nothing-to-certify': [
    'conflict',
    '这段时间没有已通过的服务记录',
    '只有审核通过的服务才能写进记录单；请换一段时间，或先审核。',
  ],
  'too-much-to-certify': ['invalid', '这段时间的记录超过五千条', '请缩短时间段，分几张开具。'],
  'certificate-not-found': ['not_found', '查无此件', '请核对编号和校验码，照纸上原样填写。'],
  'certificate-revoked': ['conflict', '这张记录单已经撤回', '不用再撤回；需要时可以重新开具。'],
  'certificate-altered': [
    'conflict',
    '数据与开具时不一致，不能打印',
    '请联系区管理员查明原因，不要使用这张记录单。',
  ],
  'too-many-checks': ['limited', '核对的次数太多了', '请十分钟后再试，或打电话问记录单位。'],
})
