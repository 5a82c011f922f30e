import { formatMinutes } from '../../kernel/minutes.ts'
import type { MobilisationFigures, Period, RankGap } from './model.ts'

export type ToldFigure = {
  readonly label: string
  readonly value: string
  readonly meaning: string
}

export type FigureTerms = {
  readonly figures: MobilisationFigures
  readonly goal: number
  readonly effectiveDays: number
  readonly activeDays: number
}

/** The figures of 1+10 as the board prints them, each with what it counts. */
export function tellFigures(terms: FigureTerms): readonly ToldFigure[] {
  const { figures, goal, effectiveDays, activeDays } = terms
  return [
    {
      label: '参与比',
      value: ratioText(figures),
      meaning: '一名活跃党员带动了多少名活跃群众：活跃群众 ÷ 活跃党员。',
    },
    {
      label: '活跃党员 · 活跃群众',
      value: `${figures.activeParty} · ${figures.activeMasses} 人`,
      meaning: `累计参与满 ${effectiveDays} 天、本期参与满 ${activeDays} 天的人；党员含预备党员，群众含团员。`,
    },
    {
      label: '达成度',
      value: percentText(figures.attainment),
      meaning: `活跃党员各自邀请来的活跃群众之和（每人最多算 ${goal} 名）÷（${goal} × 活跃党员）。`,
    },
    {
      label: '达标率',
      value: percentText(figures.goalRate),
      meaning: `邀请来的活跃群众满 ${goal} 名的党员 ÷ 活跃党员。`,
    },
    {
      label: '可追溯率',
      value: percentText(figures.traceableRate),
      meaning: '说明过由哪位党员邀请来的活跃群众 ÷ 活跃群众。只由本人说明，不分派。',
    },
  ]
}

/** `1+9.0`; nobody active: a dash. */
export function ratioText({ participationRatio }: MobilisationFigures): string {
  return participationRatio === null ? '—' : `1+${participationRatio}`
}

export function percentText(value: string | null): string {
  return value === null ? '—' : `${value}%`
}

/** `2026 年 11 月`, `2026 年第 4 季度`, `2026 年` */
export function periodText(period: Pick<Period, 'code'>): string {
  const [year = '', part] = period.code.split('-')
  if (part === undefined) return `${year} 年`
  if (part.startsWith('Q')) return `${year} 年第 ${part.slice(1)} 季度`
  return `${year} 年 ${Number(part)} 月`
}

const breakers: Readonly<Record<RankGap['decidedBy'], string>> = {
  serviceMinutes: '服务时长',
  recipientsServed: '服务的人数',
  registeredOn: '注册早晚',
  certificateNumber: '注册登记证号',
}

/** What the place above would have taken, in words. */
export function tellGap(gap: RankGap | null): string {
  if (!gap) return '第一名'
  const missing = [
    ...(gap.serviceMinutes ? [`再服务 ${formatMinutes(gap.serviceMinutes)}`] : []),
    ...(gap.recipientsServed ? [`再多服务 ${gap.recipientsServed} 人（户）`] : []),
  ]
  const decided = `与上一名的先后按${breakers[gap.decidedBy]}定`
  return missing.length > 0 ? `${decided}；${missing.join('，并且')}就能排到前面` : decided
}

export const publicRankingTexts = {
  off: '按规则，月榜不对外公布。',
  honours: '公布前十名，不列数字。',
  full: '公布全部名次和数字。',
} as const

/** Counted, but not to be named. */
export const UNNAMED = '同意计入，不具名'
