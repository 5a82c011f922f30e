import type {
  ConfirmKind,
  PromiseBasis,
  ReplyKind,
  RequestKind,
  RequestState,
  VisitState,
} from './model.ts'

export const requestKindNames: Readonly<Record<RequestKind, string>> = {
  help: '求助',
  appointment: '预约',
  consultation: '咨询',
  report: '反映',
  complaint: '投诉',
}

export const requestStateNames: Readonly<Record<RequestState, string>> = {
  registered: '已登记',
  assigned: '已分解',
  inProgress: '处理中',
  answered: '已反馈',
  rated: '已评价',
  cancelled: '已撤回',
}

export const visitStateNames: Readonly<Record<VisitState, string>> = {
  taken: '已接单',
  done: '已完成',
  absent: '家里没人',
  noShow: '志愿者没来',
  cancelled: '已取消',
  disputed: '有异议，待处理',
}

export const promiseBasisNames: Readonly<Record<PromiseBasis, string>> = {
  need: '重点保障',
  savings: '使用储蓄',
  general: '一般',
  offering: '服务项目自己的时限',
  wish: '按希望的时间',
}

export const replyKindNames: Readonly<Record<ReplyKind, string>> = {
  direct: '直接答复',
  unreachable: '无法联系',
  public: '公开答复',
}

export const confirmKindNames: Readonly<Record<ConfirmKind, string>> = {
  code: '确认码',
  call: '电话确认',
  signature: '签字',
  silence: '三个工作日没有异议',
}

export const ratingNames: Readonly<Record<1 | 2 | 3, string>> = {
  3: '满意',
  2: '基本满意',
  1: '不满意',
}

/** The acts of a diary, as they read. */
export const diaryActNames: Readonly<Record<string, string>> = {
  register: '登记',
  take: '受理',
  'hand-over': '交接',
  start: '开始处理',
  contact: '联系上求助人',
  'contact-failed': '没联系上求助人',
  answer: '答复',
  rate: '评价',
  cancel: '撤回',
  'set-priority': '调整顺序',
  'use-savings': '使用储蓄',
  'withdraw-savings': '不再使用储蓄',
  'take-visit': '安排上门',
  'start-visit': '到门口签到',
  'visit-done': '上门完成',
  'visit-unconfirmed': '上门完成，等确认',
  'visit-absent': '上门时家里没人',
  'visit-noShow': '志愿者没来',
  'visit-cancelled': '上门取消',
  'dispute-visit': '提出异议',
  'uphold-visit': '异议处理：按核实的时间',
  'dismiss-visit': '异议处理：不算',
}
