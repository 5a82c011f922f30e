import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from './errors.ts'
import { requireCoordinatorOf } from './require-role-in-tx.ts'
import { cardNumber, certificateNumber, serviceCertificateNumber } from './rules.ts'
import { selectVolunteerFacts } from './store/lookups.ts'
import { selectDistrict } from './store/nodes.ts'
import { nextNumbers, raiseNumbers } from './store/numbers.ts'
import { insertEndedCard, lockPerson, setCard } from './store/persons.ts'

/**
 * Hands out a service card (SE-41), the first or one for a lost card, whose number then ends: it
 * still names whoever wore it on the days before.
 * @throws `person.not-volunteer`
 */
export const issueCard = writeUseCase<
  { readonly personId: Id },
  { readonly cardNumber: string },
  unknown
>({
  useCase: 'person.issue-card',
  work: oneByOne(async (batch, command) => {
    const { personId } = command.input
    await requireCoordinatorOf(batch, command, personId)
    const person = await lockPerson(batch.ctx.tx, personId)
    if (!person || person.leftAt) throw new DomainError(personErrors['not-found'])
    const [volunteer] = await selectVolunteerFacts(batch.ctx.tx, [personId])
    if (!volunteer) throw new DomainError(personErrors['not-volunteer'])
    const today = civilDateOf(batch.now)
    const { cardNumber: lost, cardOn } = volunteer
    if (lost !== null && cardOn !== null) {
      await insertEndedCard(batch.ctx.tx, personId, { cardNumber: lost, cardOn, endedOn: today })
    }
    const [number = ''] = await drawNumbers(batch, 'card', 1)
    await setCard(batch.ctx.tx, personId, { cardNumber: number, cardOn: today })
    await recordAct(batch, command, {
      act: 'person.issue-card',
      subjects: [personId],
      reason: lost,
      communityId: person.booksCommunityId,
    })
    return { cardNumber: number }
  }),
})

const numbersOf = {
  certificate: certificateNumber,
  card: cardNumber,
  serviceCertificate: serviceCertificateNumber,
} as const

/** The next numbers of the district and year, drawn in one go. */
export async function drawNumbers(
  batch: Batch,
  kind: NumberKind,
  count: number,
): Promise<readonly string[]> {
  if (count === 0) return []
  const { name, write } = await seriesOf(batch, kind)
  const first = await nextNumbers(batch.ctx.tx, name, count)
  return Array.from({ length: count }, (_, index) => write(first + index))
}

/** Numbers from paper that look like this year's own are passed by when the next is drawn. */
export async function passNumbers(
  batch: Batch,
  kind: NumberKind,
  numbers: readonly (string | null)[],
): Promise<void> {
  if (numbers.every((number) => number === null)) return
  const { name, write } = await seriesOf(batch, kind)
  const own = numbers.flatMap((number) => {
    const running = Number(number?.slice(-6))
    return running > 0 && number === write(running) ? [running] : []
  })
  if (own.length > 0) await raiseNumbers(batch.ctx.tx, name, Math.max(...own))
}

type NumberKind = keyof typeof numbersOf

async function seriesOf(batch: Batch, kind: NumberKind) {
  const district = await selectDistrict(batch.ctx.tx)
  const code = district?.code ?? 'AX'
  const year = civilDateOf(batch.now).slice(0, 4)
  return {
    name: `${kind} ${year}`,
    write: (running: number) => numbersOf[kind](code, year, running),
  }
}
