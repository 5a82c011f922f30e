import { visitorOf } from '../../../http/commit.ts'
import { Notice } from '../../../http/components/blocks.tsx'
import { DurationField } from '../../../http/components/duration-field.tsx'
import type { AppContext } from '../../../http/env.ts'
import { renderPage, type PageProps } from '../../../http/page.tsx'
import { formatMinutes, minutes, parseMinutes, type Minutes } from '../../../kernel/minutes.ts'
import { foldDigits } from '../../../kernel/text.ts'
import {
  formProblemOf,
  mistake,
  mistakeAt,
  readForm,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { getBalance } from '../get-balance.ts'
import type { Balance } from '../model.ts'

/** The visitor's own account, and whose it is. */
export function ownAccount(c: AppContext) {
  const { actor, booksCommunityId } = visitorOf(c)
  return { communityId: booksCommunityId, personId: actor.personId }
}

export function ownBalance(c: AppContext): Promise<Balance> {
  return getBalance(c.get('services').ctx, ownAccount(c))
}

/** Every page about savings ends with the fixed sentence. */
export function renderSavings(
  c: AppContext,
  props: PageProps,
  children: Parameters<typeof renderPage>[2],
): Response | Promise<Response> {
  return renderPage(
    c,
    props,
    <>
      {children}
      <Notice />
    </>,
  )
}

type FieldsProps = { readonly values: FormValues; readonly problem: FormProblem | undefined }

export function AmountFields({ values, problem }: FieldsProps) {
  return (
    <DurationField
      label="数额"
      hours={values.text('hours')}
      minutes={values.text('minutes')}
      error={mistakeAt(problem, 'hours')}
    />
  )
}

/** @throws FormMistakes when it is not a positive whole number of hours and minutes */
export function amountIn(values: FormValues): Minutes {
  const [hours, rest] = ['hours', 'minutes'].map((name) => wholeIn(values.text(name)))
  const amount = parseMinutes((hours ?? Number.NaN) * 60 + (rest ?? Number.NaN))
  if (amount === undefined) throw mistake('hours', '请填写整数的小时和分，合计大于零')
  return amount
}

export type Affordable = { readonly amount: Minutes; readonly rest: Minutes }

/**
 * What is to be parted with and what is left, told before it is confirmed.
 * @throws FormMistakes as `amountIn`, and when there is less
 */
export async function affordableIn(c: AppContext, values: FormValues): Promise<Affordable> {
  const amount = amountIn(values)
  const { availableMinutes } = await ownBalance(c)
  if (amount > availableMinutes) {
    throw mistake('hours', `可用的储蓄是 ${formatMinutes(availableMinutes)}，请少填一些`)
  }
  return { amount, rest: minutes(availableMinutes - amount) }
}

function wholeIn(text: string): number | undefined {
  const digits = foldDigits(text)
  if (digits === '') return 0
  return /^\d{1,8}$/.test(digits) ? Number(digits) : undefined
}

export function amountValues(amount: Minutes): { hours: string; minutes: string } {
  const rest = minutes(amount % 60)
  return { hours: String((amount - rest) / 60), minutes: String(rest) }
}

/** Reads what was sent and does it; a refused form comes back filled in. */
export async function orFormAgain(
  c: AppContext,
  act: (c: AppContext, values: FormValues) => Promise<Response>,
  formPage: (c: AppContext, values: FormValues, problem: FormProblem) => Promise<Response>,
): Promise<Response> {
  visitorOf(c)
  const values = await readForm(c)
  try {
    return await act(c, values)
  } catch (error) {
    return formPage(c, values, formProblemOf(error))
  }
}
