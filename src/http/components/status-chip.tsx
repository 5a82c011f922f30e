import { Icon, type IconName } from './icons.tsx'

export type Tone = 'green' | 'yellow' | 'red' | 'grey'

/** One shape per tone, so that the chip reads in black and white too. */
export const toneIcons: Readonly<Record<Tone, IconName>> = {
  green: 'check',
  yellow: 'alert',
  red: 'stop',
  grey: 'dot',
}

type StatusChipProps = {
  tone: Tone
  /** The word; colour and shape only repeat it. */
  text: string
  icon?: IconName | undefined
}

export function StatusChip({ tone, text, icon }: StatusChipProps) {
  return (
    <span class={`chip chip--${tone}`}>
      <Icon name={icon ?? toneIcons[tone]} />
      {text}
    </span>
  )
}
