import { civilDateOf, civilTimeOf, type Instant } from '../../kernel/clock.ts'
import type { Party, TaskState } from './model/casework.ts'
import type { ClockMeasure, ClockStage } from './model/clocks.ts'
import type {
  Channel,
  ConfirmKind,
  OutcomeLevel,
  PromiseBasis,
  ReplyKind,
  RequestField,
  RequestKind,
  RequestOutcome,
  RequestState,
  RequestStep,
  VisitState,
} from './model/requests.ts'

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

/** What is done at each step, as the chart on the wall says it. */
export const requestStepNames: Readonly<Record<RequestStep, string>> = {
  take: '受理',
  schedule: '安排上门',
  start: '处理',
  answer: '答复',
  rate: '评价',
  reopen: '重新办理',
  cancel: '撤回',
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

export const channelNames: Readonly<Record<Channel, string>> = {
  phone: '电话',
  sms: '短信',
  microblog: '微博',
  web: '网上',
  walkIn: '来访',
}

export const requestFieldNames: Readonly<Record<RequestField, string>> = {
  socialSecurity: '社会保障',
  relief: '救助',
  elderly: '养老',
  culture: '文化',
  safety: '安全',
  environment: '环境卫生',
  other: '其他',
}

export const requestOutcomeNames: Readonly<Record<RequestOutcome, string>> = {
  solved: '已解决',
  explained: '已说明',
  referred: '已转介',
}

export const outcomeLevelNames: Readonly<Record<OutcomeLevel, string>> = {
  community: '社区',
  subdistrict: '街道',
  district: '区',
}

export const clockMeasureNames: Readonly<Record<ClockMeasure, string>> = {
  firstAnswer: '限时答复',
  reply: '限时办结',
}

export const clockStageNames: Readonly<Record<ClockStage, string>> = {
  running: '计时中',
  warned: '快到期',
  breached: '已超时',
  escalated: '已报街道',
}

export const taskStateNames: Readonly<Record<TaskState, string>> = {
  open: '在办',
  done: '已办完',
  dropped: '已取消',
}

/** 五位一体 */
export const partyNames: Readonly<Record<Party, string>> = {
  partyOrganisation: '社区党组织',
  residentsCommittee: '居委会',
  ownersCommittee: '业主委员会',
  propertyCompany: '物业公司',
  residentUnit: '驻区单位',
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
  reopen: '要求重新办理',
  'add-task': '分解任务',
  'task-done': '任务办完',
  'task-dropped': '任务取消',
  'offer-handover': '提出交接',
  'handover-declined': '交接没有成',
  refer: '转介',
  'referral-helped': '转介有了结果',
  'referral-failed': '转介没有帮上',
  'open-deliberation': '发起五方协商',
  'close-deliberation': '协商结果',
  'add-photo': '添加照片',
  'clock-warned': '快到期，已提醒',
  'clock-breached': '超时，已报社区工作者',
  'clock-escalated': '超时，已报街道',
  'clock-paused': '等求助人，暂停计时',
  'clock-resumed': '恢复计时',
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

const stageTexts: Readonly<Record<Exclude<ClockStage, 'running'>, string>> = {
  warned: '快到期，请尽快办理',
  breached: '已超时，请马上办理',
  escalated: '超时后仍未办理，请街道督办',
}

/** 一件咨询的限时答复已超时，请马上办理。应在 11月26日 09:00 前 */
export function clockNoticeText(
  kind: RequestKind,
  measure: ClockMeasure,
  stage: Exclude<ClockStage, 'running'>,
  dueAt: Instant,
): string {
  const [, month, day] = civilDateOf(dueAt).split('-').map(Number)
  const due = `${month}月${day}日 ${civilTimeOf(dueAt)}`
  return `一件${requestKindNames[kind]}的${clockMeasureNames[measure]}${stageTexts[stage]}。应在 ${due} 前。`
}
