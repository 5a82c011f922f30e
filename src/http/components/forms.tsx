import type { Child, PropsWithChildren } from 'hono/jsx'
import { newId } from '../../kernel/ids.ts'
import { type Definition, DefinitionList, Note } from './blocks.tsx'
import { Icon, type IconName } from './icons.tsx'

type HiddenValues = Readonly<Record<string, string | readonly string[]>>

type FormWithKeyProps = PropsWithChildren<{
  action: string
  csrf?: string | undefined
  /** A new UUID per rendered form; pass the old one only when the outcome of a try is unknown. */
  idempotencyKey?: string | undefined
  hidden?: HiddenValues | undefined
  /** For checkboxes and buttons elsewhere on the page (`form="…"`). */
  id?: string | undefined
  /** Carries a file. */
  upload?: boolean | undefined
  label?: string | undefined
  /** No `.form` spacing: a button by itself. */
  inline?: boolean | undefined
}>

/** Every form that writes: POST, with the key that makes a second press harmless. */
export function FormWithKey(props: FormWithKeyProps) {
  const { action, csrf, idempotencyKey = newId(), hidden = {}, upload, inline } = props
  return (
    <form
      method="post"
      action={action}
      id={props.id}
      class={inline ? 'form form--inline' : 'form'}
      enctype={upload ? 'multipart/form-data' : undefined}
      aria-label={props.label}
      data-once
    >
      <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
      {csrf && <input type="hidden" name="csrf" value={csrf} />}
      <HiddenInputs values={hidden} />
      {props.children}
    </form>
  )
}

function HiddenInputs({ values }: { values: HiddenValues }) {
  const pairs = Object.entries(values).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => ({ name, value: one })),
  )
  return (
    <>
      {pairs.map((pair) => (
        <input type="hidden" name={pair.name} value={pair.value} />
      ))}
    </>
  )
}

type FilterFormProps = PropsWithChildren<{ action: string; submitLabel?: string | undefined }>

/** A search or filter: GET, one line of fields, the answer has an address. */
export function FilterForm({ action, submitLabel = '查找', children }: FilterFormProps) {
  return (
    <form method="get" action={action} class="filter" role="search">
      {children}
      <SubmitButton kind="default" icon="search">
        {submitLabel}
      </SubmitButton>
    </form>
  )
}

export type ButtonKind = 'primary' | 'default' | 'danger'

const buttonClasses: Readonly<Record<ButtonKind, string>> = {
  primary: 'weui-btn weui-btn_primary',
  default: 'weui-btn weui-btn_default',
  danger: 'weui-btn weui-btn_warn',
}

type ButtonProps = PropsWithChildren<{ kind?: ButtonKind | undefined; icon?: IconName | undefined }>

type SubmitButtonProps = ButtonProps & {
  /** Which of several buttons was pressed. */
  name?: string | undefined
  value?: string | undefined
  form?: string | undefined
  formaction?: string | undefined
  disabled?: boolean | undefined
  /** Where the words alone do not say what is meant: 通过 (whose?). */
  label?: string | undefined
}

export function SubmitButton({
  kind = 'primary',
  icon,
  children,
  label,
  ...rest
}: SubmitButtonProps) {
  return (
    <button type="submit" class={buttonClasses[kind]} aria-label={label} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

type ButtonLinkProps = ButtonProps & { href: string; label?: string | undefined }

export function ButtonLink({ href, kind = 'default', icon, label, children }: ButtonLinkProps) {
  return (
    <a class={buttonClasses[kind]} href={href} aria-label={label}>
      {icon && <Icon name={icon} />}
      {children}
    </a>
  )
}

type DownloadLinksProps = { href: string; what: string; formats?: readonly string[] }

/** The same as a file, in each format; `what` is told to who hears the links alone. */
export function DownloadLinks({ href, what, formats = ['csv', 'xlsx'] }: DownloadLinksProps) {
  return (
    <ButtonRow>
      {formats.map((format) => (
        <ButtonLink
          href={`${href}${href.includes('?') ? '&' : '?'}format=${format}`}
          label={`下载 .${format}：${what}`}
        >
          下载 .{format}
        </ButtonLink>
      ))}
    </ButtonRow>
  )
}

/** Buttons in a row, the main one first; on a phone they stack. */
export function ButtonRow({ children }: PropsWithChildren<object>) {
  return <div class="button-row">{children}</div>
}

type ConfirmPanelProps = PropsWithChildren<{
  /** What is about to happen, as a question: 通过这 12 条服务记录？ */
  question: string
  facts: readonly Definition[]
  /** What cannot be taken back, in one sentence. */
  consequence: Child
  action: string
  confirmLabel: string
  cancelHref: string
  danger?: boolean | undefined
  csrf?: string | undefined
  idempotencyKey?: string | undefined
  hidden?: HiddenValues | undefined
}>

/** The page before a final act. Children are further fields (a reason). */
export function ConfirmPanel(props: ConfirmPanelProps) {
  return (
    <div class="panel confirm" role="group" aria-labelledby="confirm-question">
      <h2 id="confirm-question">{props.question}</h2>
      <DefinitionList items={props.facts} />
      <Note tone={props.danger ? 'red' : 'yellow'}>
        <p>{props.consequence}</p>
      </Note>
      <FormWithKey
        action={props.action}
        csrf={props.csrf}
        idempotencyKey={props.idempotencyKey}
        hidden={props.hidden}
      >
        {props.children}
        <ButtonRow>
          <SubmitButton kind={props.danger ? 'danger' : 'primary'}>
            {props.confirmLabel}
          </SubmitButton>
          <ButtonLink href={props.cancelHref}>不，返回</ButtonLink>
        </ButtonRow>
      </FormWithKey>
    </div>
  )
}
