import { Note } from '../../../http/components/blocks.tsx'
import type { CheckpointVerdict } from '../compare-checkpoint.ts'

export const LOG_NAME = '账本校验点'

/** Text that somebody copies letter by letter: a checkpoint, a key. */
export function Verbatim({ label, text }: { label: string; text: string }) {
  return (
    <pre class="verbatim" tabindex={0} role="region" aria-label={label}>
      {text}
    </pre>
  )
}

/** The first letters of a root: enough for the eye, and for a telephone. */
export function ShortRoot({ root }: { root: string }) {
  return (
    <code class="nowrap" title={root}>
      {root.slice(0, 10)}…
    </code>
  )
}

type Said = {
  readonly tone: 'green' | 'yellow' | 'red'
  readonly title: string
  readonly text: string
}

/** What the comparison found, and what it means. */
export function Verdict({ verdict }: { verdict: CheckpointVerdict }) {
  const { tone, title, text } = saidOf(verdict)
  return (
    <Note tone={tone} title={title}>
      <p>{text}</p>
    </Note>
  )
}

function saidOf(verdict: CheckpointVerdict): Said {
  switch (verdict.finding) {
    case 'not-a-checkpoint':
      return {
        tone: 'yellow',
        title: '看不出这是校验点',
        text: '请从第一行“aixin/”起，一直贴到最后一行签名，一个字都不要少。',
      }
    case 'other-books':
      return {
        tone: 'yellow',
        title: '这是别的社区的校验点',
        text: '请到那个社区的页面去核对。',
      }
    case 'not-signed':
      return {
        tone: 'red',
        title: '签名不对',
        text: '没有用这本账的公钥签名，或者贴的字有改动。请和原来留存的一字一字对一遍。',
      }
    case 'unchanged':
      return {
        tone: 'green',
        title: '一致',
        text: `这就是最新的校验点：${verdict.size} 笔，一笔没改，也没有新增。`,
      }
    case 'continued':
      return {
        tone: 'green',
        title: '一致',
        text: `那时的 ${verdict.size} 笔原样都在，一笔没改；后来又记了 ${
          verdict.newestSize - verdict.size
        } 笔。`,
      }
    case 'shorter':
      return {
        tone: 'red',
        title: '账本变短了',
        text: `那时签过 ${verdict.size} 笔，现在只有 ${verdict.newestSize} 笔。请保留手里这一份，向区里和审计反映。`,
      }
    case 'rewritten':
      return {
        tone: 'red',
        title: '账本被改过',
        text: `那时的 ${verdict.size} 笔和现在的对不上。请保留手里这一份，向区里和审计反映。`,
      }
  }
}
