import { Note } from '../../../http/components/blocks.tsx'

/** Until everything was reckoned once. */
export function NotYet() {
  return (
    <Note tone="yellow">
      <p>第一次汇总还没有完成，数字暂时都是零。请过一分钟再看。</p>
    </Note>
  )
}
