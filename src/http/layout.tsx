import { raw } from 'hono/html'
import type { PropsWithChildren } from 'hono/jsx'
import { assetUrl } from './assets.ts'
import { CARE_MODE_PATH } from './care-mode.ts'
import { Icon, type IconName, Mark } from './components/icons.tsx'
import { type Tone, toneIcons } from './components/status-chip.tsx'

export type NavItem = {
  label: string
  href: string
  icon?: IconName | undefined
  /** Waiting things, read out as 待办 n. */
  count?: number | undefined
  /** What is counted, where that is not 待办. */
  counted?: string | undefined
}

export type Actor = {
  name: string
  /** Where and as what one is signed in: 月湖社区 · 社区工作者. */
  detail?: string | undefined
  /** Other roles, other persons of the same phone, one's own settings. */
  links?: readonly NavItem[] | undefined
  signOutPath?: string | undefined
}

export type Flash = { tone: Tone; text: string }

export type LayoutProps = PropsWithChildren<{
  title: string
  /** The request's path: marks the current nav item. */
  path: string
  /** Where the care switch leads back to, with its query; the path unless given. */
  back?: string | undefined
  variant?: 'phone' | 'console' | undefined
  care?: boolean | undefined
  nav?: readonly NavItem[] | undefined
  actor?: Actor | undefined
  flash?: Flash | undefined
  csrf?: string | undefined
  /** A screen that nobody touches: loads itself again after so many seconds, also without script. */
  refreshSeconds?: number | undefined
}>

/** As many as a thumb finds on a phone; of more, the last stays: it leads to the rest. */
const MOST_ON_PHONE = 5

/** A whole page, doctype included: `c.html(<Layout …>…</Layout>)`. */
export function Layout(props: LayoutProps) {
  const { title, variant = 'phone', care = false, nav = [], children } = props
  return (
    <>
      {raw('<!DOCTYPE html>')}
      <html lang="zh-CN">
        <Head title={title} refreshSeconds={props.refreshSeconds} />
        <body
          class={`page page--${variant}${nav.length > 0 ? ' page--nav' : ''}`}
          data-weui-theme="light"
          data-weui-mode={care ? 'care' : undefined}
        >
          <a class="skip-link" href="#main">
            跳到正文
          </a>
          <Masthead {...props} />
          {nav.length > 0 && <MainNav nav={nav} path={props.path} keys={variant === 'console'} />}
          <main id="main" class="main" tabindex={-1}>
            {props.flash && <FlashStrip flash={props.flash} />}
            {children}
          </main>
          <Footer />
        </body>
      </html>
    </>
  )
}

/** What anybody may read, signed in or not. */
const publicPages = [
  { label: '公示', href: '/board' },
  { label: '规则', href: '/policies' },
  { label: '街道和社区', href: '/nodes' },
  { label: '核对记录单', href: '/check' },
  { label: '账本校验点', href: '/log' },
  { label: '出错提示', href: '/docs/errors' },
  { label: '接口文档', href: '/docs' },
]

function Footer() {
  return (
    <footer class="footer">
      <ul class="footer__links">
        {publicPages.map(({ label, href }) => (
          <li>
            <a href={href}>{label}</a>
          </li>
        ))}
      </ul>
      <p>爱心储蓄 · 志愿服务时间储蓄</p>
    </footer>
  )
}

type HeadProps = { title: string; refreshSeconds: number | undefined }

function Head({ title, refreshSeconds }: HeadProps) {
  return (
    <head>
      <meta charset="utf-8" />
      {refreshSeconds !== undefined && (
        <noscript>
          <meta http-equiv="refresh" content={String(refreshSeconds)} />
        </noscript>
      )}
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
      <meta name="color-scheme" content="light" />
      <meta name="theme-color" content="#ffffff" />
      <meta name="format-detection" content="telephone=no" />
      <meta name="referrer" content="same-origin" />
      <title>{title === '爱心储蓄' ? title : `${title} · 爱心储蓄`}</title>
      <link rel="icon" type="image/svg+xml" href={assetUrl('icon.svg')} />
      <link rel="stylesheet" href={assetUrl('weui.css')} />
      <link rel="stylesheet" href={assetUrl('app.css')} />
      <script src={assetUrl('app.js')} defer></script>
    </head>
  )
}

function Masthead({ actor, path, back = path, care = false, csrf }: LayoutProps) {
  return (
    <header class="masthead">
      <div class="masthead__inner">
        <a class="brand" href="/">
          <Mark />
          <span>爱心储蓄</span>
        </a>
        <div class="masthead__end">
          <CareSwitch care={care} back={back} csrf={csrf} />
          {actor && <ActorMenu actor={actor} csrf={csrf} />}
        </div>
      </div>
    </header>
  )
}

type CareSwitchProps = { care: boolean; back: string; csrf: string | undefined }

function CareSwitch({ care, back, csrf }: CareSwitchProps) {
  return (
    <form method="post" action={CARE_MODE_PATH} data-care>
      <input type="hidden" name="care" value={care ? '0' : '1'} />
      <input type="hidden" name="back" value={back} />
      {csrf && <input type="hidden" name="csrf" value={csrf} />}
      <button class="masthead__button" type="submit">
        {care ? '标准模式' : '长辈模式'}
      </button>
    </form>
  )
}

/** A plain disclosure: opens without script. */
function ActorMenu({ actor, csrf }: { actor: Actor; csrf: string | undefined }) {
  const { name, detail, links = [], signOutPath = '/sign-out' } = actor
  return (
    <details class="menu" data-menu>
      <summary class="masthead__button">
        <span class="hidden">我的账户：</span>
        <bdi class="menu__name">{name}</bdi>
        <Icon name="chevronDown" />
      </summary>
      <div class="menu__panel">
        <p class="menu__who">
          <bdi>{name}</bdi>
          {detail && <span class="menu__detail">{detail}</span>}
        </p>
        <ul>
          {links.map((link) => (
            <li>
              <a class="menu__item" href={link.href}>
                {link.icon && <Icon name={link.icon} />}
                {link.label}
                {link.count ? `（${link.count > 99 ? '99+' : link.count}）` : null}
              </a>
            </li>
          ))}
        </ul>
        <form method="post" action={signOutPath}>
          {csrf && <input type="hidden" name="csrf" value={csrf} />}
          <button class="menu__item" type="submit">
            <Icon name="signOut" />
            退出登录
          </button>
        </form>
      </div>
    </details>
  )
}

type MainNavProps = { nav: readonly NavItem[]; path: string; keys: boolean }

function MainNav({ nav, path, keys }: MainNavProps) {
  const current = currentHref(nav, path)
  return (
    <nav class="nav" aria-label="主导航">
      <ul>
        {nav.map((item, index) => (
          <li class={isBeyondPhone(nav, index) ? 'nav__wide' : undefined}>
            <a
              class="nav__item"
              href={item.href}
              aria-current={item.href === current ? ariaCurrent(item, path) : undefined}
              accesskey={keys && index < 9 ? String(index + 1) : undefined}
            >
              {item.icon && <Icon name={item.icon} />}
              <span class="nav__label">{item.label}</span>
              {item.count ? <NavCount count={item.count} counted={item.counted} /> : null}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function isBeyondPhone(nav: readonly NavItem[], index: number): boolean {
  return index >= MOST_ON_PHONE - 1 && index < nav.length - 1
}

type NavCountProps = { count: number; counted?: string | undefined }

function NavCount({ count, counted = '待办' }: NavCountProps) {
  return (
    <span class="nav__count">
      <span class="hidden">{counted} </span>
      {count > 99 ? '99+' : count}
    </span>
  )
}

function ariaCurrent(item: NavItem, path: string): 'page' | 'true' {
  return item.href === path ? 'page' : 'true'
}

/** Pages that are come to from another one: the first of these in the navigation is marked. */
const cameFrom: Readonly<Record<string, readonly string[]>> = {
  '/requests': ['/desk'],
  '/visits': ['/tasks', '/desk'],
  '/records': ['/inbox', '/service'],
  '/sheets': ['/inbox', '/service'],
  '/service': ['/inbox'],
  '/receipts': ['/savings'],
  '/log': ['/board'],
  '/ask': ['/desk'],
}

/**
 * The item whose address is the longest beginning of the path: a record's page belongs to its list.
 * What is in no list was come to by 更多.
 */
export function currentHref(nav: readonly NavItem[], path: string): string | undefined {
  const longest = nav
    .map((item) => item.href)
    .filter((href) => path === href || path.startsWith(href.endsWith('/') ? href : `${href}/`))
    .filter((href) => href !== '/' || path === '/')
    .sort((a, b) => b.length - a.length)[0]
  if (longest !== undefined) return longest
  const [, first = ''] = path.split('/', 2)
  const others = [...(cameFrom[`/${first}`] ?? []), '/more']
  return others.find((href) => nav.some((item) => item.href === href))
}

function FlashStrip({ flash }: { flash: Flash }) {
  return (
    <div class={`flash flash--${flash.tone}`} role={flash.tone === 'red' ? 'alert' : 'status'}>
      <Icon name={toneIcons[flash.tone]} />
      <p>{flash.text}</p>
    </div>
  )
}
