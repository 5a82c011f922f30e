import type { FixState } from '../model/fixes.ts'
import type { ActKind, AssistanceKind, Deed } from '../model/pairings.ts'

export const actNames: Readonly<Record<ActKind, string>> = {
  homeVisit: '走访',
  deed: '六件事',
  assistance: '一代三送',
  inKind: '实物',
}

export const deedNames: Readonly<Record<Deed, string>> = {
  supportHousehold: '帮扶一户特困家庭',
  careForElder: '关爱一名孤寡老人',
  supportStudent: '资助一名困难学生',
  goodDeed: '做一件好事实事',
  greeting: '开展一次慰问活动',
  kindness: '奉献一份爱心',
}

export const assistanceNames: Readonly<Record<AssistanceKind, string>> = {
  papers: '代办证件',
  employment: '送岗位',
  policies: '送政策',
  warmth: '送温暖',
}

export const detailNames: Readonly<Record<Deed | AssistanceKind, string>> = {
  ...deedNames,
  ...assistanceNames,
}

export const fixStateNames: Readonly<Record<FixState, string>> = {
  found: '已发现',
  raising: '筹措中',
  fixing: '解决中',
  fixed: '已解决',
}
