import type { Child, PropsWithChildren } from 'hono/jsx'
import { Icon, type IconName } from './icons.tsx'
import { type Tone, toneIcons } from './status-chip.tsx'

type PageHeaderProps = PropsWithChildren<{
  title: string
  /** One line under the title: where one is, or what the page is for. */
  lead?: Child | undefined
  back?: { href: string; label: string } | undefined
}>

/** The page's only `h1`. Children are its actions and stand to the right where there is room. */
export function PageHeader({ title, lead, back, children }: PageHeaderProps) {
  return (
    <header class="page-header">
      {back && (
        <a class="page-header__back" href={back.href}>
          <Icon name="arrowLeft" />
          {back.label}
        </a>
      )}
      <div class="page-header__row">
        <div class="page-header__text">
          <h1>{title}</h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {children && <div class="page-header__actions">{children}</div>}
      </div>
    </header>
  )
}

type SectionProps = PropsWithChildren<{
  title: string
  id?: string | undefined
  lead?: Child | undefined
  /** A link or a chip beside the title. */
  aside?: Child | undefined
  /** No white panel around the children: they bring their own (tables, lists). */
  bare?: boolean | undefined
}>

export function Section({ title, id, lead, aside, bare = false, children }: SectionProps) {
  return (
    <section class="section" id={id}>
      <div class="section__head">
        <h2>{title}</h2>
        {aside && <div class="section__aside">{aside}</div>}
      </div>
      {lead && <p class="section__lead">{lead}</p>}
      {bare ? children : <div class="panel">{children}</div>}
    </section>
  )
}

type NoteProps = PropsWithChildren<{ tone?: Tone | undefined; title?: string | undefined }>

/** Something worth knowing while reading the page; not the outcome of an act (that is `flash`). */
export function Note({ tone = 'grey', title, children }: NoteProps) {
  return (
    <div class={`note note--${tone}`}>
      <Icon name={tone === 'grey' ? 'info' : toneIcons[tone]} />
      <div class="note__text">
        {title && <p class="note__title">{title}</p>}
        {children}
      </div>
    </div>
  )
}

export const SAVINGS_NOTICE = '本储蓄记录志愿服务时间，不是存款，不计息，不兑换现金和商品。'

/** The fixed sentence that every 储蓄本 and receipt carries. */
export function Notice() {
  const clauses = SAVINGS_NOTICE.split(/(?<=，)/)
  return (
    <p class="notice">
      {clauses.map((clause) => (
        <span class="nowrap">{clause}</span>
      ))}
    </p>
  )
}

type EmptyStateProps = {
  text: string
  hint?: string | undefined
  icon?: IconName | undefined
  action?: { href: string; label: string } | undefined
}

export function EmptyState({ text, hint, icon = 'list', action }: EmptyStateProps) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <p class="empty__text">{text}</p>
      {hint && <p class="empty__hint">{hint}</p>}
      {action && (
        <a class="weui-btn weui-btn_default" href={action.href}>
          {action.label}
        </a>
      )}
    </div>
  )
}

type FoldProps = PropsWithChildren<{
  title: Child
  id?: string | undefined
  open?: boolean | undefined
}>

/** A form or a list that opens when it is wanted; works without script. */
export function Fold({ title, id, open, children }: FoldProps) {
  return (
    <details class="fold" id={id} open={open}>
      <summary>{title}</summary>
      {children}
    </details>
  )
}

export type Definition = { term: string; detail: Child }

export function DefinitionList({ items }: { items: readonly Definition[] }) {
  return (
    <dl class="definitions">
      {items.map((item) => (
        <div class="definitions__row">
          <dt>{item.term}</dt>
          <dd>{item.detail}</dd>
        </div>
      ))}
    </dl>
  )
}
