import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { scrub } from '../../../db/scrub.ts'
import type { Id } from '../../../kernel/ids.ts'
import { ERASED_TEXT, type Erased } from '../../person/model.ts'
import { persons, volunteers } from '../../person/tables.ts'
import { dutyErrors } from '../errors.ts'
import type {
  Insurance,
  ListedTraining,
  NamedInsurance,
  NamedReportIn,
  ReportIn,
  RiskAcceptance,
  Training,
} from '../model/preparations.ts'
import {
  insurances,
  reportIns,
  riskAcceptances,
  trainees,
  trainings,
} from '../tables/preparations.ts'
import { teams } from '../tables/teams.ts'

defineConstraints({
  report_ins_one_letter: dutyErrors['letter-filed'],
  report_ins_not_by_oneself: dutyErrors['own-letter'],
  insurances_one_insured: dutyErrors['insured-missing'],
  insurances_in_order: dutyErrors['insurance-days'],
  insurances_team: dutyErrors['team-not-found'],
  risk_acceptances_one: dutyErrors['risk-accepted'],
  trainees_once: dutyErrors['person-twice'],
})

/** One page of a list that is in the order of its ids, the newest first. */
export type NewestFirst = { readonly beforeId: Id | null; readonly limit: number }

export async function insertReportIn(tx: Tx, row: ReportIn): Promise<void> {
  await tx.insert(reportIns).values(row)
}

export async function selectReportIns(
  tx: Queryable,
  communityId: Id,
  { beforeId, limit }: NewestFirst,
): Promise<readonly NamedReportIn[]> {
  const rows = await tx
    .select({
      reportIn: reportIns,
      name: persons.name,
      certificateNumber: volunteers.certificateNumber,
      cardNumber: volunteers.cardNumber,
    })
    .from(reportIns)
    .innerJoin(persons, eq(persons.id, reportIns.personId))
    .leftJoin(volunteers, eq(volunteers.personId, reportIns.personId))
    .where(
      and(
        eq(reportIns.communityId, communityId),
        beforeId ? lt(reportIns.id, beforeId) : undefined,
      ),
    )
    .orderBy(desc(reportIns.id))
    .limit(limit)
  return rows.map(({ reportIn, ...rest }) => ({ ...reportIn, ...rest }))
}

export async function insertInsurance(tx: Tx, row: Insurance): Promise<void> {
  await tx.insert(insurances).values(row)
}

export async function selectInsurances(
  tx: Queryable,
  communityId: Id,
  { beforeId, limit }: NewestFirst,
): Promise<readonly NamedInsurance[]> {
  const rows = await tx
    .select({
      insurance: insurances,
      insuredName: sql<string>`coalesce(${persons.name}, ${teams.name})`,
    })
    .from(insurances)
    .leftJoin(persons, eq(persons.id, insurances.personId))
    .leftJoin(
      teams,
      and(eq(teams.communityId, insurances.communityId), eq(teams.id, insurances.teamId)),
    )
    .where(
      and(
        eq(insurances.communityId, communityId),
        beforeId ? lt(insurances.id, beforeId) : undefined,
      ),
    )
    .orderBy(desc(insurances.id))
    .limit(limit)
  return rows.map(({ insurance, insuredName }) => ({ ...insurance, insuredName }))
}

export async function insertRiskAcceptance(tx: Tx, row: RiskAcceptance): Promise<void> {
  await tx.insert(riskAcceptances).values(row)
}

export async function insertTraining(
  tx: Tx,
  row: Training,
  personIds: readonly Id[],
): Promise<void> {
  await tx.insert(trainings).values(row)
  const { communityId, id: trainingId } = row
  await tx
    .insert(trainees)
    .values(personIds.map((personId) => ({ communityId, trainingId, personId })))
}

export async function selectTrainings(
  tx: Queryable,
  communityId: Id,
  { beforeId, limit }: NewestFirst,
): Promise<readonly ListedTraining[]> {
  const rows = await tx
    .select({
      training: trainings,
      headcount: sql<number>`(select count(*)::int from ${trainees}
        where ${trainees.communityId} = ${trainings.communityId}
          and ${trainees.trainingId} = ${trainings.id})`,
    })
    .from(trainings)
    .where(
      and(
        eq(trainings.communityId, communityId),
        beforeId ? lt(trainings.id, beforeId) : undefined,
      ),
    )
    .orderBy(desc(trainings.id))
    .limit(limit)
  return rows.map(({ training, headcount }) => ({ ...training, headcount }))
}

export function selectTrainingsOf(tx: Queryable, personId: Id): Promise<readonly Training[]> {
  const columns = {
    communityId: trainings.communityId,
    id: trainings.id,
    name: trainings.name,
    content: trainings.content,
    trainingMinutes: trainings.trainingMinutes,
    organiser: trainings.organiser,
    heldOn: trainings.heldOn,
    typeCode: trainings.typeCode,
    recordedById: trainings.recordedById,
    recordedAt: trainings.recordedAt,
  }
  return tx
    .select(columns)
    .from(trainees)
    .innerJoin(
      trainings,
      and(eq(trainings.communityId, trainees.communityId), eq(trainings.id, trainees.trainingId)),
    )
    .where(eq(trainees.personId, personId))
    .orderBy(desc(trainings.heldOn), desc(trainings.id))
}

/** A person's letters and insurance go; what others were trained in keeps only what names nobody. */
export async function erasePreparations(tx: Tx, erased: Erased): Promise<void> {
  const { personId, publicWords } = erased
  await tx.delete(reportIns).where(eq(reportIns.personId, personId))
  await tx.delete(insurances).where(eq(insurances.personId, personId))
  const { name, content, organiser } = trainings
  await scrub(
    tx,
    trainings,
    { name, content, organiser },
    { words: publicWords, mark: ERASED_TEXT },
  )
}
