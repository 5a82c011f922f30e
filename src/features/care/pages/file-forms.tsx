import { CheckboxRow, RadioGroup } from '../../../http/components/choices.tsx'
import { DateTimeField, Field, Select, TextArea } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import type { Id } from '../../../kernel/ids.ts'
import { fieldOf, mistakeAt, optionsOf, type FormState } from '../../person/pages/form-parts.tsx'
import type { MaskedPerson } from '../list-file.ts'
import type { NoteBody } from '../seal-body.ts'
import { coordinatorReasons } from '../api/schemas.ts'
import {
  consentFormNames,
  giverNames,
  itemHints,
  itemNames,
  needKindNames,
  reasonNames,
} from '../messages/notes.ts'
import { consentItems, fileItems, type FileItem, type NoteItem } from '../model/notes.ts'
import { at } from './parts.ts'

type Where = { readonly communityId: Id; readonly personId: Id }

export function OpenForm({ where, ...state }: { where: Where } & FormState) {
  const field = fieldOf(state)
  return (
    <FormWithKey action={at(`/care/people/${where.personId}/open`, where.communityId)}>
      <Select
        {...field('reasonKind')}
        label="为什么打开"
        required
        placeholder="请选择"
        options={coordinatorReasons.map((value) => ({ value, label: reasonNames[value] }))}
      />
      <Field {...field('reason')} label="说明" hint="家里看得到这句话" required maxlength={200} />
      <SubmitButton icon="document">打开档案</SubmitButton>
    </FormWithKey>
  )
}

type ConsentProps = { where: Where; people: readonly MaskedPerson[] } & FormState

export function ConsentForm({ where, people, ...state }: ConsentProps) {
  const field = fieldOf(state)
  const ticked = state.values.all('items')
  return (
    <FormWithKey action={at(`/care/people/${where.personId}/consents`, where.communityId)}>
      <PersonSelect where={where} people={people} {...state} />
      {consentItems.map((item, index) => (
        <CheckboxRow
          name="items"
          id={index === 0 ? 'items' : `items-${item}`}
          value={item}
          label={itemNames[item]}
          checked={ticked.includes(item)}
          error={index === 0 ? mistakeAt(state.problem, 'items') : undefined}
        />
      ))}
      <RadioGroup
        {...field('givenBy')}
        label="谁同意"
        required
        inline
        choices={optionsOf(giverNames)}
        value={state.values.text('givenBy') || 'self'}
      />
      <RadioGroup
        {...field('form')}
        label="怎样同意"
        required
        choices={optionsOf(consentFormNames)}
        value={state.values.text('form') || 'signedPaper'}
      />
      <Field {...field('giver')} label="签字人姓名" required maxlength={60} />
      <Field {...field('evidence')} label="同意书放在哪里，或谁见证" required maxlength={200} />
      <DateTimeField {...field('givenOn')} label="哪天同意" kind="date" required />
      <DateTimeField {...field('expiresOn')} label="到哪天" kind="date" required />
      <SubmitButton>登记同意</SubmitButton>
    </FormWithKey>
  )
}

/** A household has several people; each has their own consents and notes. */
function PersonSelect({ where, people, ...state }: ConsentProps) {
  return (
    <Select
      {...fieldOf(state)('about')}
      label="关于谁"
      required
      options={people.map(({ personId, maskedName }) => ({ value: personId, label: maskedName }))}
      value={state.values.text('about') || where.personId}
    />
  )
}

type NeedProps = {
  where: Where
  groups: readonly string[]
  /** What is corrected, with its id. */
  former?: { readonly noteId: Id; readonly body: NoteBody | null } | undefined
} & FormState

export function NeedForm({ where, groups, former, ...state }: NeedProps) {
  const field = fieldOf(state)
  const ticked = state.values.all('groups')
  const hidden = { replacesId: former?.noteId ?? '' }
  return (
    <FormWithKey
      action={at(`/care/people/${where.personId}/register`, where.communityId)}
      hidden={hidden}
    >
      <RadioGroup
        {...field('kind')}
        label="长期还是临时"
        required
        inline
        choices={optionsOf(needKindNames)}
        value={state.values.text('kind') || 'standing'}
      />
      {groups.map((group, index) => (
        <CheckboxRow
          name="groups"
          id={index === 0 ? 'groups' : `groups-${index}`}
          value={group}
          label={group}
          checked={ticked.includes(group)}
          error={index === 0 ? mistakeAt(state.problem, 'groups') : undefined}
        />
      ))}
      <TextArea {...field('needs')} label="需要什么帮助" required rows={3} maxlength={500} />
      <DateTimeField {...field('sinceOn')} label="从哪天起" kind="date" required />
      <DateTimeField {...field('untilOn')} label="到哪天为止" hint="临时困难必填" kind="date" />
      <DateTimeField {...field('reviewOn')} label="哪天复核" kind="date" required />
      <SubmitButton>{former ? '更正登记' : '登记'}</SubmitButton>
    </FormWithKey>
  )
}

type NoteProps = {
  where: Where
  items: readonly FileItem[]
  former?: { readonly noteId: Id } | undefined
} & FormState

export function NoteForm({ where, items, former, ...state }: NoteProps) {
  const field = fieldOf(state)
  const [only] = items
  const hidden = { replacesId: former?.noteId ?? '', ...(former && only ? { item: only } : {}) }
  return (
    <FormWithKey
      action={at(`/care/people/${where.personId}/notes`, where.communityId)}
      hidden={hidden}
    >
      {!former && (
        <Select
          {...field('item')}
          label="哪一项"
          required
          options={items.map((value) => ({ value, label: itemNames[value] }))}
          value={state.values.text('item')}
        />
      )}
      <TextArea
        {...field('text')}
        id={former ? `text-${former.noteId}` : 'text'}
        label={former && only ? `更正：${itemNames[only]}` : '内容'}
        hint={only && items.length === 1 ? itemHints[only] : '只写帮助所需要的'}
        required
        rows={5}
        maxlength={2_000}
      />
      <SubmitButton>{former ? '更正' : '写入'}</SubmitButton>
    </FormWithKey>
  )
}

export function isFileItem(item: NoteItem): item is FileItem {
  return fileItems.some((one) => one === item)
}
