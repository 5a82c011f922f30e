import type { Child } from 'hono/jsx'
import { Icon, type IconName } from './icons.tsx'

export type Tab = {
  label: string
  href: string
  current?: boolean | undefined
  count?: number | undefined
}

/** Views of one page; each has its own address. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      <ul>
        {tabs.map((tab) => (
          <li>
            <a href={tab.href} aria-current={tab.current ? 'page' : undefined}>
              {tab.label}
              {tab.count !== undefined && <span class="tabs__count">{tab.count}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

type CursorNavProps = {
  previousHref?: string | undefined
  nextHref?: string | undefined
  /** 第 1–30 条 */
  summary?: string | undefined
}

export function CursorNav({ previousHref, nextHref, summary }: CursorNavProps) {
  if (!previousHref && !nextHref) return null
  return (
    <nav class="cursor-nav" aria-label="翻页">
      <div>
        {previousHref && (
          <a class="weui-btn weui-btn_default" href={previousHref} rel="prev">
            <Icon name="arrowLeft" />
            上一页
          </a>
        )}
      </div>
      {summary && <p>{summary}</p>}
      <div>
        {nextHref && (
          <a class="weui-btn weui-btn_default" href={nextHref} rel="next">
            下一页
            <Icon name="arrowRight" />
          </a>
        )}
      </div>
    </nav>
  )
}

export type LinkCell = {
  href: string
  label: Child
  /** A second line. */
  description?: Child | undefined
  /** At the end: a count, a date, a chip. */
  value?: Child | undefined
  icon?: IconName | undefined
}

/** Rows that lead somewhere: the phone's way to list a few things. */
export function LinkList({ cells }: { cells: readonly LinkCell[] }) {
  return (
    <ul class="link-list weui-cells">
      {cells.map((cell) => (
        <li>
          <a class="weui-cell weui-cell_active" href={cell.href}>
            {cell.icon && <Icon name={cell.icon} />}
            <span class="weui-cell__bd">
              <span class="link-list__label">{cell.label}</span>
              {cell.description && <span class="link-list__description">{cell.description}</span>}
            </span>
            {cell.value && <span class="weui-cell__ft">{cell.value}</span>}
            <Icon name="chevronRight" />
          </a>
        </li>
      ))}
    </ul>
  )
}
