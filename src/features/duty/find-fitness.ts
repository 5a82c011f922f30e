import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError, refuse, type Refusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { dutyErrors } from './errors.ts'
import type { PostType } from './model/posts.ts'
import { decideFitness } from './rules/fitness.ts'
import { selectDutyFacts, type FitnessQuestion } from './store/fitness.ts'
import { selectPostTypes } from './store/post-types.ts'

export type { FitnessQuestion } from './store/fitness.ts'

/** Answers for one kind of duty (null: what every duty asks for) after one reading of the facts. */
export type FitnessOf = (personId: Id, type: PostType | null) => 'fit' | Refusal

/**
 * Whether people may be on duty in a community on a day (SE-61, R-32, R-34): each `fit`, or the named
 * refusal, such as `duty.no-card`. `typeCode` is the kind of post; null is duty of no kind.
 * @throws `duty.post-type-not-found`
 */
export async function findFitness(
  ctx: Ctx,
  question: FitnessQuestion & { readonly typeCode: string | null },
): Promise<ReadonlyMap<Id, 'fit' | Refusal>> {
  const { typeCode, personIds } = question
  const types = typeCode === null ? [] : await inRead(ctx, selectPostTypes)
  const type = types.find(({ code }) => code === typeCode) ?? null
  if (typeCode !== null && !type) throw new DomainError(dutyErrors['post-type-not-found'])
  const fitnessOf = await loadFitness(ctx, question)
  return new Map(personIds.map((id) => [id, fitnessOf(id, type)]))
}

/** The same for many kinds of duty at once. Whom nobody knows is `duty.person-not-found`. */
export async function loadFitness(ctx: Ctx, question: FitnessQuestion): Promise<FitnessOf> {
  const ages = policyAt(await loadPolicies(ctx), 'ages', question.on)
  const found = await inRead(ctx, (tx) => selectDutyFacts(tx, question))
  return (personId, type) => {
    const facts = found.get(personId)
    if (!facts) return refuse(dutyErrors['person-not-found'])
    const { acceptedCodes, trainedCodes, ...rest } = facts
    const code = type?.code ?? ''
    const riskAccepted = acceptedCodes.has(code)
    // a training of no kind is for every post
    const trained = trainedCodes.has(code) || trainedCodes.has('')
    return decideFitness({ ...rest, riskAccepted, trained }, type, ages, question.on)
  }
}
