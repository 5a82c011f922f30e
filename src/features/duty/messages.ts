import type { PostKind, ClaimState } from './model/posts.ts'
import type { PromiseOutcome } from './model/promises.ts'
import type { TeamKind } from './model/teams.ts'

/** What somebody is told before risky duty; kept with their yes, so that later words do not change it. */
export function riskWording(typeName: string): string {
  return `我已知悉“${typeName}”可能有的风险（交通、人身伤害、突发疾病、恶劣天气等），上岗前已由招募单位投保，将按培训要求结伴、佩戴服务卡上岗，遇险先报警、不冒险；可以随时退出。`
}

export const postKindNames: Readonly<Record<PostKind, string>> = {
  responsibility: '责任岗',
  example: '示范岗',
}

export const claimStateNames: Readonly<Record<ClaimState, string>> = {
  waiting: '等确认',
  onDuty: '在岗',
  declined: '未通过',
  released: '已退出',
}

export const teamKindNames: Readonly<Record<TeamKind, string>> = {
  legalAdvice: '法律咨询服务队',
  counselling: '心理疏导家庭调解服务队',
  culture: '文化宣传服务队',
  employmentGuidance: '就业指导服务队',
  sanitation: '社区卫生监督队',
  employmentHelp: '就业帮助队',
  volunteers580: '580志愿者服务队',
  patrol: '治安巡逻队',
  yangge: '秧歌腰鼓队',
  taiji: '太极拳队',
  recreation: '文体队',
}

export const promiseOutcomeNames: Readonly<Record<PromiseOutcome, string>> = {
  kept: '已兑现',
  notKept: '未兑现',
}
