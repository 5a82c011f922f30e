import type { PolicyCode } from './model.ts'

export const policyNames: Readonly<Record<PolicyCode, string>> = {
  credits: '存入：上限与系数',
  charge: '使用系数',
  recording: '记录与审核',
  queue: '承诺时限',
  desk: '服务台答复',
  redemption: '预留与确认',
  gifts: '转赠',
  stars: '星级',
  mobilisation: '1+10 效应',
  ranking: '榜单',
  ages: '年龄',
  shifts: '活动班次',
  notices: '通知',
  expiry: '到期',
  care: '帮扶',
}

/** What each part of a value is called, by its path within the value. */
export const partNames: Readonly<Record<PolicyCode, Readonly<Record<string, string>>>> = {
  credits: {
    capMinutes: '储蓄上限（分钟）',
    'multipliers.general': '普通服务系数',
    'multipliers.technical': '技术服务系数',
    'multipliers.professional': '专业服务系数',
  },
  charge: { factor: '每服务一分钟用掉的储蓄（分钟）' },
  recording: {
    withinWorkdays: '几个工作日内记录，之后为补录',
    dayRedMinutes: '一天超过几分钟标红',
    planToleranceMinutes: '与计划相差几分钟以内不标黄',
  },
  queue: {
    'hours.opens': '服务站开门',
    'hours.closes': '服务站关门',
    needDays: '重点保障（工作日）',
    savingsDays: '使用储蓄（工作日）',
    generalDays: '一般（工作日）',
  },
  desk: {
    unreachableTries: '至少联系几次，才能答复“无法联系”',
    unreachableDays: '这几次至少分在几天',
  },
  redemption: {
    holdDays: '承诺时限后几天，预留自动退回',
    silenceWorkdays: '几个工作日没有异议，视为确认',
  },
  gifts: { othersYearMinutes: '一年可转赠给亲属以外的人（分钟）' },
  stars: { minutes: '一至五星的服务时长（分钟，用逗号隔开）' },
  mobilisation: {
    'introducer.politicalStatus': '带动人的政治面貌',
    'introduced.politicalStatusNot': '被带动人不含的政治面貌',
    'introduced.sameHousehold': '同住的人也算',
    stateWithinDays: '首次参与后几天内说明',
    declineWithinDays: '几天内可以谢绝',
    attendanceMinMinutes: '参加活动至少（分钟）',
    effectiveDays: '参与几天后生效',
    'activeDays.month': '一个月至少参与（天）',
    'activeDays.quarter': '一个季度至少参与（天）',
    'activeDays.year': '一年至少参与（天）',
    goal: '每名党员带动的目标（人）',
    introducerMustBeActive: '带动人自己也要参与',
  },
  ranking: {
    dayCapMinutes: '一天最多计（分钟）',
    monthCapMinutes: '一个月最多计（分钟）',
    publicRanking: '公开方式',
  },
  ages: {
    minimum: '志愿者最低年龄',
    guardianUntil: '几岁以前要监护人同意',
    patrolMinimum: '巡逻最低年龄',
  },
  shifts: {
    aheadWeeks: '提前排出几周的班次',
    checkInOpensMinutes: '开始前几分钟可以签到',
    checkOutGraceMinutes: '结束后几分钟内可以签退，之后记“未签出”',
    scanMinutes: '扫码后几分钟内要确认',
    firstReminderMinutes: '第一次提醒：开始前（分钟）',
    secondReminderMinutes: '第二次提醒：开始前（分钟）',
  },
  notices: {
    'quietTime.begins': '几点以后不发短信（急事除外）',
    'quietTime.ends': '几点起再发',
    tries: '发不出去，试几次为止',
  },
  expiry: { enabled: '储蓄到期作废' },
  care: {
    needGroups: '登记表的群体（用逗号隔开）',
    consentDays: '一次同意最长（天）',
    keepDays: '同意到期几天后删去内容',
    temporaryDays: '临时困难最长（天）',
    openMinutes: '打开的档案几分钟后关上',
    guardianUntil: '几岁以前由监护人同意',
    pairingCapacity: '一名党员在一个社区最多结对（户）',
  },
}

/** Values that are words of the code. */
export const valueNames: Readonly<Record<string, string>> = {
  true: '是',
  false: '否',
  off: '不公开',
  honours: '只公开表扬',
  full: '全部公开',
  partyMember: '党员',
  probationaryMember: '预备党员',
  leagueMember: '团员',
  masses: '群众',
}
