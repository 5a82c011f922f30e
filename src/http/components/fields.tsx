import type { PropsWithChildren } from 'hono/jsx'

export type FieldBase = {
  /** The form key; also the id, unless `id` is given. */
  name: string
  label: string
  id?: string | undefined
  hint?: string | undefined
  /** What is wrong and what would be right; from a refused form. */
  error?: string | undefined
  /** Fields that are not required are marked 选填. */
  required?: boolean | undefined
}

type ShellProps = PropsWithChildren<FieldBase>

/** Ids of hint and error, in the order a screen reader should read them. */
export function describedBy({ name, id = name, hint, error }: FieldBase): string | undefined {
  const ids = [hint ? `${id}-hint` : '', error ? `${id}-error` : '']
  return ids.filter(Boolean).join(' ') || undefined
}

export function FieldError({ id, error }: { id: string; error?: string | undefined }) {
  return error ? (
    <p class="field__error" id={`${id}-error`}>
      <span class="hidden">错误：</span>
      {error}
    </p>
  ) : null
}

function FieldShell({ name, label, id = name, hint, error, required, children }: ShellProps) {
  return (
    <div class={error ? 'field field--error' : 'field'}>
      <label class="field__label" for={id}>
        {label}
        {!required && <span class="field__optional">选填</span>}
      </label>
      {hint && (
        <p class="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      <FieldError id={id} error={error} />
    </div>
  )
}

function controlAttributes(field: FieldBase) {
  return {
    id: field.id ?? field.name,
    name: field.name,
    required: field.required ?? false,
    'aria-describedby': describedBy(field),
    'aria-invalid': field.error ? ('true' as const) : undefined,
  }
}

export type FieldProps = FieldBase & {
  value?: string | undefined
  type?: 'text' | 'tel' | 'search' | 'number' | 'email' | 'url' | 'file' | undefined
  /** A word after the input: 分, 人. */
  unit?: string | undefined
  /** As wide as what is typed: a code or a number. */
  width?: 'short' | 'full' | undefined
  autocomplete?: string | undefined
  inputmode?: 'text' | 'numeric' | 'tel' | 'search' | undefined
  maxlength?: number | undefined
  min?: number | undefined
  max?: number | undefined
  accept?: string | undefined
  readonly?: boolean | undefined
  autofocus?: boolean | undefined
}

export function Field(props: FieldProps) {
  const { unit, width = 'full', type = 'text' } = props
  return (
    <FieldShell {...props}>
      <div class={width === 'short' ? 'field__line field__line--short' : 'field__line'}>
        <input
          {...controlAttributes(props)}
          class="input"
          type={type}
          value={props.value}
          autocomplete={props.autocomplete}
          inputmode={props.inputmode}
          maxlength={props.maxlength}
          min={props.min}
          max={props.max}
          accept={props.accept}
          readonly={props.readonly}
          autofocus={props.autofocus}
        />
        {unit && <span class="field__unit">{unit}</span>}
      </div>
    </FieldShell>
  )
}

type TextAreaProps = FieldBase & {
  value?: string | undefined
  rows?: number | undefined
  maxlength?: number | undefined
}

export function TextArea(props: TextAreaProps) {
  return (
    <FieldShell {...props}>
      <textarea
        {...controlAttributes(props)}
        class="input input--area"
        rows={props.rows ?? 4}
        maxlength={props.maxlength}
      >
        {props.value ?? ''}
      </textarea>
    </FieldShell>
  )
}

export type Option = {
  value: string
  label: string
  disabled?: boolean | undefined
  /** Options of one group stand together under its name, by their `short` label there. */
  group?: string | undefined
  short?: string | undefined
}

type SelectProps = FieldBase & {
  options: readonly Option[]
  value?: string | undefined
  /** The first, empty choice; left out when there is always a value. */
  placeholder?: string | undefined
  /** The id of the form that it belongs to, when it stands outside. */
  form?: string | undefined
}

export function Select(props: SelectProps) {
  return (
    <FieldShell {...props}>
      <div class="select">
        <select {...controlAttributes(props)} class="input" form={props.form}>
          {props.placeholder && <option value="">{props.placeholder}</option>}
          <Options options={props.options} value={props.value} />
        </select>
      </div>
    </FieldShell>
  )
}

/** Grouped where there is more than one group: a long list is found through in two steps. */
function Options({ options, value }: Pick<SelectProps, 'options' | 'value'>) {
  const groups = new Map<string, Option[]>()
  for (const option of options) {
    const group = option.group ?? ''
    groups.set(group, [...(groups.get(group) ?? []), option])
  }
  if (groups.size < 2) {
    return (
      <>
        {options.map((option) => (
          <OneOption option={option} label={option.label} value={value} />
        ))}
      </>
    )
  }
  return (
    <>
      {[...groups].map(([group, within]) => {
        const rows = within.map((option) => (
          <OneOption option={option} label={option.short ?? option.label} value={value} />
        ))
        return group === '' ? <>{rows}</> : <optgroup label={group}>{rows}</optgroup>
      })}
    </>
  )
}

type OneOptionProps = { option: Option; label: string; value: string | undefined }

function OneOption({ option, label, value }: OneOptionProps) {
  return (
    <option value={option.value} selected={option.value === value} disabled={option.disabled}>
      {label}
    </option>
  )
}

type DateTimeFieldProps = FieldBase & {
  /** Shanghai time: `2026-11-26T09:00` (see `dateTimeValue`), `2026-11-26` or `09:00`. */
  value?: string | undefined
  kind?: 'datetime' | 'date' | 'time' | undefined
  min?: string | undefined
  max?: string | undefined
}

export function DateTimeField(props: DateTimeFieldProps) {
  const { kind = 'datetime' } = props
  return (
    <FieldShell {...props}>
      <input
        {...controlAttributes(props)}
        class={`input input--${kind}`}
        type={kind === 'datetime' ? 'datetime-local' : kind}
        value={props.value}
        min={props.min}
        max={props.max}
      />
    </FieldShell>
  )
}
