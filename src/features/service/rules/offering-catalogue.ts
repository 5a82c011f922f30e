import type { Offering } from '../model.ts'

export type CatalogueOffering = Omit<Offering, 'id' | 'retiredAt' | 'promiseDays'>

type Wish = Partial<CatalogueOffering> & Pick<CatalogueOffering, 'code' | 'name'>

const usual = {
  counts: 'timeAndCredits',
  redeemable: 'no',
  multiplierClass: 'general',
  risky: false,
  minimumAge: 14,
  skills: [],
} as const

function offering(domain: Offering['domain'], fromSeed: boolean, wish: Wish): CatalogueOffering {
  return { ...usual, domain, fromSeed, ...wish }
}

/** 便民: doing and fetching for people (SE-04, SE-65). */
const convenience: readonly CatalogueOffering[] = [
  offering('convenience', true, { code: 'paperwork', name: '代办证件', redeemable: 'priority' }),
  offering('convenience', true, { code: 'policy-talk', name: '政策讲解' }),
  offering('convenience', true, { code: 'visitor-desk', name: '“面对面”群众工作室值班' }),
  offering('convenience', true, { code: 'liaison', name: '民情“580”联络' }),
  offering('convenience', true, { code: 'traffic', name: '交通协管', ...adultsOnly() }),
  offering('convenience', true, { code: 'breakfast-watch', name: '早餐示范点监督' }),
  offering('convenience', true, { code: 'inspection', name: '巡回检查' }),
  offering('convenience', false, { code: 'errand', name: '代办跑腿', redeemable: 'priority' }),
  offering('convenience', false, {
    code: 'repair',
    name: '家电小修',
    redeemable: 'priority',
    multiplierClass: 'technical',
    minimumAge: 18,
    skills: ['维修'],
  }),
  offering('convenience', false, { code: 'haircut', name: '上门理发', redeemable: 'priority' }),
]

/** 惠民: the “580（我帮您）” services (SE-06) and care for those in need. */
const benefit: readonly CatalogueOffering[] = [
  offering('benefit', true, { code: 'job-training', name: '就业培训', skills: ['就业指导'] }),
  offering('benefit', true, { code: 'job-placing', name: '职业介绍', skills: ['就业指导'] }),
  offering('benefit', true, {
    code: 'legal-advice',
    name: '法律咨询',
    multiplierClass: 'professional',
    minimumAge: 18,
    skills: ['法律'],
  }),
  offering('benefit', true, { code: 'legal-education', name: '普法教育', skills: ['法律'] }),
  offering('benefit', true, {
    code: 'health-care',
    name: '健康保健',
    multiplierClass: 'professional',
    minimumAge: 18,
    skills: ['医疗保健'],
  }),
  offering('benefit', true, { code: 'culture', name: '文化娱乐', skills: ['文艺'] }),
  offering('benefit', true, { code: 'cleaning-up', name: '环境卫生' }),
  offering('benefit', true, { code: 'sanitation-watch', name: '环卫监督' }),
  offering('benefit', true, { code: 'tutoring', name: '作业辅导', redeemable: 'priority' }),
  offering('benefit', true, { code: 'reading', name: '课外阅读指导', redeemable: 'priority' }),
  offering('benefit', true, { code: 'four-oclock', name: '四点钟乐园辅导' }),
  offering('benefit', true, {
    code: 'counselling',
    name: '心理疏导',
    multiplierClass: 'professional',
    minimumAge: 18,
    skills: ['心理'],
  }),
  offering('benefit', true, { code: 'comfort-visit', name: '走访慰问' }),
  offering('benefit', true, { code: 'pairing', name: '结对帮扶' }),
  offering('benefit', false, {
    code: 'hospital-company',
    name: '陪同就医',
    redeemable: 'scarce',
    minimumAge: 18,
  }),
  offering('benefit', false, { code: 'housework', name: '家务帮手', redeemable: 'scarce' }),
  offering('benefit', false, {
    code: 'sitting',
    name: '陪伴照看',
    redeemable: 'scarce',
    minimumAge: 18,
  }),
]

/** 安民: safety and peace among neighbours (SE-07, SE-94). */
const safety: readonly CatalogueOffering[] = [
  offering('safety', true, { code: 'patrol', name: '治安巡逻安检', ...adultsOnly() }),
  offering('safety', true, { code: 'mediation', name: '调解纠纷', minimumAge: 18 }),
  offering('safety', true, { code: 'family-mediation', name: '婆媳纠纷调解', minimumAge: 18 }),
  offering('safety', false, { code: 'fire-check', name: '居家消防提醒', minimumAge: 18 }),
]

/** Not service to anybody: kept in the catalogue so that nobody looks for them in vain. */
const uncounted: readonly CatalogueOffering[] = [
  offering('benefit', false, { code: 'rehearsal', name: '文艺排练', counts: 'none' }),
  offering('convenience', true, { code: 'meeting', name: '会议', counts: 'none' }),
  offering('benefit', true, { code: 'training', name: '志愿者培训学习', counts: 'none' }),
]

/** Insurance comes before risky work, and no minors in it. */
function adultsOnly() {
  return { risky: true, minimumAge: 18 }
}

/** What a deployment starts with; each is marked as the founding document's or added by us. */
export const offeringCatalogue: readonly CatalogueOffering[] = [
  ...convenience,
  ...benefit,
  ...safety,
  ...uncounted,
]
