import type { FindingKind, ReceiptFault } from './model.ts'

export const findingNames: Readonly<Record<FindingKind, string>> = {
  sequence: '划转缺号',
  entry: '分录与划转不符',
  'stray-entry': '多出的分录',
  overdraft: '透支',
  balance: '结余与划转不符',
  version: '账户版本与划转不符',
  held: '预留与未了的预留不符',
  sum: '结余合计不为零',
  leaf: '划转与封存时不同',
  tile: '校验树与划转不符',
  checkpoint: '校验点与账本不符',
  signature: '校验点的签名不真',
  truncated: '签过的账不见了',
  'kept-checkpoint': '与外面留存的校验点不符',
  'kept-signature': '外面留存的不是这本账的校验点',
}

export const receiptFaults: Readonly<Record<ReceiptFault, string>> = {
  'not-a-receipt': '不是凭条，或者改动过',
  'not-signed': '不是用这把公钥签的，或者改动过',
  'other-books': '凭条和校验点不是同一本账',
  'not-in-the-tree': '这笔账不在签过的账本里',
  'false-opening': '出示的人或事与账上的不符',
}
