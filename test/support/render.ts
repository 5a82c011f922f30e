import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

/** The markup of components that wait for nothing. */
export function render(node: HtmlEscapedString | Promise<HtmlEscapedString>): string {
  const markup = html`${node}`
  if (markup instanceof Promise) throw new Error('this component waits: await it first')
  return markup.toString()
}
