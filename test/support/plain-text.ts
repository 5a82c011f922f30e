import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parse } from 'csv-parse/sync'
import type { PlainTextForm } from '../../src/features/proof/model.ts'
import { installPackages, lockInstalling } from './installing.ts'

const run = promisify(execFile)
const packages = ['hledger', 'beancount']
const programs = ['hledger', 'bean-check', 'bean-query']

const ADVICE =
  'The books are checked by hledger and Beancount, and they could not be installed. Install them ' +
  '(on Debian, as root: apt-get install -y --no-install-recommends hledger beancount)'

/** The programs that check plain-text books, installed where they are missing. */
export async function providePlainTextPrograms(): Promise<void> {
  if (await allStart()) return
  const unlock = await lockInstalling('plain-text')
  try {
    if (!(await allStart())) await installPackages(packages)
  } finally {
    unlock()
  }
  if (!(await allStart())) throw new Error(ADVICE)
}

async function allStart(): Promise<boolean> {
  const started = programs.map((program) => run(program, ['--help']))
  return (await Promise.allSettled(started)).every(({ status }) => status === 'fulfilled')
}

const checks: Readonly<Record<PlainTextForm, readonly [string, ...string[]]>> = {
  hledger: ['hledger', 'check', '--strict', 'ordereddates', 'payees', '-f'],
  beancount: ['bean-check', '--no-cache'],
}

/** What the program says against the file; empty when it accepts it. */
export async function refusalOf(form: PlainTextForm, path: string): Promise<string> {
  const [program, ...args] = checks[form]
  return run(program, [...args, path]).then(
    () => '',
    (error: Error & { stderr?: string }) => error.stderr || error.message,
  )
}

/** Minutes by account, as the program adds them up; those with nothing are left out. */
export async function balancesOf(
  form: PlainTextForm,
  path: string,
): Promise<ReadonlyMap<string, number>> {
  const [program, args] =
    form === 'hledger'
      ? ['hledger', ['-f', path, 'balance', '-O', 'csv', '--no-total']]
      : ['bean-query', ['-f', 'csv', path, 'select account, sum(number) as m group by account']]
  const { stdout } = await run(program, args, { maxBuffer: 64 * 1024 * 1024 })
  const [, ...rows] = parse(stdout, { trim: true })
  const balances = rows.map(([account = '', amount = '']) => {
    const minutes = Number(amount.replace(/ 分钟$/, ''))
    if (!Number.isSafeInteger(minutes)) throw new Error(`${account} has ${amount}`)
    return [account, minutes] as const
  })
  return new Map(balances.filter(([, minutes]) => minutes !== 0))
}

export function writeInto(folder: string, name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
