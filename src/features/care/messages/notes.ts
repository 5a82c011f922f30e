import type {
  ConsentForm,
  ConsentGiver,
  ConsentItem,
  FileItem,
  NeedKind,
  OpeningReason,
} from '../model/notes.ts'

export const itemNames: Readonly<Record<ConsentItem, string>> = {
  need: '登记表',
  income: '收入',
  health: '健康',
  employability: '就业能力',
  housing: '住房',
  schooling: '就学',
  pairing: '结对和走访',
}

/** What to write, and what to leave out. */
export const itemHints: Readonly<Record<FileItem, string>> = {
  income: '收入来源够不够生活，领哪些救助；不写账号',
  health: '需要怎样照顾；不写与帮助无关的病史',
  employability: '会什么、能做什么、想做什么、缺什么培训',
  housing: '住得怎样，有什么要修',
  schooling: '谁在上学，缺什么',
}

export const giverNames: Readonly<Record<ConsentGiver, string>> = {
  self: '本人',
  guardian: '监护人',
  nextOfKin: '近亲属',
}

export const consentFormNames: Readonly<Record<ConsentForm, string>> = {
  signedPaper: '签字的同意书',
  witnessed: '口头同意，两人见证',
}

export const needKindNames: Readonly<Record<NeedKind, string>> = {
  standing: '长期',
  temporary: '临时困难',
}

export const reasonNames: Readonly<Record<OpeningReason, string>> = {
  help: '办理求助',
  review: '到期复核',
  pairing: '安排结对',
  aid: '核实救助',
  correction: '更正内容',
  complaint: '处理投诉',
  ownRequest: '本人查看',
}

/** Told to whoever signs (PIPL 30): what for, what it brings, and that a no has no price. */
export const consentNotice =
  '登记用于安排帮助和优先服务，由社区工作者填写，封存保管；每次查看都留痕，家里随时能看到谁看过。不同意不影响求助，同意后也可以随时撤回，撤回即删去内容。'
