import type { Child } from 'hono/jsx'
import { describedBy, type FieldBase, FieldError } from './fields.tsx'

export type Choice = {
  value: string
  label: Child
  /** What choosing it means, below the label. */
  hint?: string | undefined
  disabled?: boolean | undefined
}

type RadioGroupProps = FieldBase & {
  choices: readonly Choice[]
  value?: string | undefined
  /** Side by side where there is room: short labels only. */
  inline?: boolean | undefined
}

/** The whole row is the target. The group's id is its first input's, so an error link lands there. */
export function RadioGroup(props: RadioGroupProps) {
  const { name, id = name, label, hint, error, required, choices, value, inline } = props
  return (
    <fieldset class={error ? 'field field--error' : 'field'} aria-describedby={describedBy(props)}>
      <legend class="field__label">
        {label}
        {!required && <span class="field__optional">选填</span>}
      </legend>
      {hint && (
        <p class="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <div class={inline ? 'choices choices--inline' : 'choices'}>
        {choices.map((choice, index) => (
          <ChoiceRow
            type="radio"
            name={name}
            id={index === 0 ? id : `${id}-${index}`}
            choice={choice}
            checked={choice.value === value}
            required={required}
          />
        ))}
      </div>
      <FieldError id={id} error={error} />
    </fieldset>
  )
}

type CheckboxRowProps = {
  name: string
  label: Child
  id?: string | undefined
  value?: string | undefined
  hint?: string | undefined
  error?: string | undefined
  checked?: boolean | undefined
  required?: boolean | undefined
  disabled?: boolean | undefined
}

/** One yes-or-no row; an unchecked box sends nothing, a checked one sends `value` (`yes`). */
export function CheckboxRow(props: CheckboxRowProps) {
  const { name, id = name, value = 'yes', label, hint, error, disabled } = props
  return (
    <div class={error ? 'field field--error' : 'field'}>
      <div class="choices">
        <ChoiceRow
          type="checkbox"
          name={name}
          id={id}
          choice={{ value, label, hint, disabled }}
          checked={props.checked}
          required={props.required}
          error={error}
        />
      </div>
      <FieldError id={id} error={error} />
    </div>
  )
}

type ChoiceRowProps = {
  type: 'radio' | 'checkbox'
  name: string
  id: string
  choice: Choice
  checked?: boolean | undefined
  required?: boolean | undefined
  error?: string | undefined
}

function ChoiceRow({ type, name, id, choice, checked, required, error }: ChoiceRowProps) {
  return (
    <label class="choice" for={id}>
      <input
        class="choice__input"
        type={type}
        name={name}
        id={id}
        value={choice.value}
        checked={checked}
        required={required}
        disabled={choice.disabled}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
      />
      <span class="choice__text">
        <span class="choice__label">{choice.label}</span>
        {choice.hint && <span class="choice__hint">{choice.hint}</span>}
      </span>
    </label>
  )
}
