import { FieldError } from './fields.tsx'

type DurationFieldProps = {
  label: string
  /** What was typed, sent as `hours` and `minutes`. */
  hours: string
  minutes: string
  error?: string | undefined
}

/** 小时 and 分 in one line: people never write 12.5. An error link lands on the hours. */
export function DurationField({ label, hours, minutes, error }: DurationFieldProps) {
  const describedBy = error ? 'hours-error' : undefined
  return (
    <fieldset class={error ? 'field field--error' : 'field'} aria-describedby={describedBy}>
      <legend class="field__label">{label}</legend>
      <div class="field__line field__line--duration">
        <Part name="hours" unit="小时" value={hours} wrong={error !== undefined} />
        <Part name="minutes" unit="分" value={minutes} wrong={error !== undefined} />
      </div>
      <FieldError id="hours" error={error} />
    </fieldset>
  )
}

type PartProps = { name: string; unit: string; value: string; wrong: boolean }

function Part({ name, unit, value, wrong }: PartProps) {
  return (
    <>
      <input
        id={name}
        name={name}
        class="input"
        inputmode="numeric"
        value={value}
        maxlength={8}
        aria-label={unit}
        aria-invalid={wrong ? 'true' : undefined}
      />
      <span class="field__unit" aria-hidden="true">
        {unit}
      </span>
    </>
  )
}
