import { parseArgs } from 'node:util'
import { makeTemporaryData, removeTemporaryData } from './support/temporary-data.ts'
import { openSite, type Site } from './page-times/site.ts'
import { walkSite, type Found } from './page-times/walk.ts'

/** No page of a whole district may take longer than so many times the same page of the small demo. */
const MOST = 1.5
/** Less than this is not told from noise, nor felt by anybody. */
const FELT_MS = 2
/** Rows that a paged list may have: more on the big database is growth, and no full page. */
const FULL_PAGE = 51
const WARM_UPS = 5

type Row = {
  readonly who: string
  readonly key: string
  readonly small: number
  readonly big: number
  readonly ratio: number
  /** How far two medians of the same small page lie apart. */
  readonly noise: number
  readonly rows: string
  readonly isComparable: boolean
}

/**
 * `npm run bench:pages -- <folder of a big database>`: reads every page that is reached by clicks, as
 * somebody of every role, on the small demonstration, on the big database and on the small one again
 * in turn, and compares the medians. A page fails when it is above the mark and by more than 2 ms or
 * the noise of the run, whichever is more. The noise is the 95th percentile, over all pages, of how
 * far the two medians of the small one lie apart. A list that is more than twice as long on the big
 * one, yet no longer than one page, is printed and not judged. Ends with 1 when a page fails.
 */
async function compare(bigDir: string, rounds: number): Promise<boolean> {
  const smallDir = makeTemporaryData('page-times')
  const sites: Site[] = []
  try {
    const small = await openSite(smallDir)
    sites.push(small)
    const big = await openSite(bigDir)
    sites.push(big)
    const rows: Row[] = []
    const reached = new Set<string>()
    for (const who of big.readers.keys()) {
      if (!small.readers.has(who)) {
        console.log(`${who}: nobody of the small demonstration`)
        continue
      }
      const pages = await pagesOf(small, big, who)
      for (const { route } of pages.values()) reached.add(route)
      rows.push(...(await measure({ small, big, who, pages, rounds })))
    }
    return print(
      rows,
      small.routes.filter((route) => !reached.has(route)),
    )
  } finally {
    for (const site of sites) await site.close()
    await removeTemporaryData(smallDir)
  }
}

type Pair = Found & { readonly twin: Found }

async function pagesOf(small: Site, big: Site, who: string): Promise<ReadonlyMap<string, Pair>> {
  const refused = (path: string, status: number) =>
    console.log(`${who}: ${path} answered ${status}`)
  const asks = /^(coordinator|districtAdministrator) /.test(who)
  const inSmall = await walkSite(small, small.readers.get(who) ?? '', asks, refused)
  const inBig = await walkSite(big, big.readers.get(who) ?? '', asks, refused)
  const pairs = new Map<string, Pair>()
  for (const [key, found] of inBig) {
    const twin = inSmall.get(key)
    if (twin) pairs.set(key, { ...found, twin })
  }
  return pairs
}

type Asked = {
  readonly small: Site
  readonly big: Site
  readonly who: string
  readonly pages: ReadonlyMap<string, Pair>
  readonly rounds: number
}

/** The two in turn, so that whatever disturbs the machine disturbs both. */
async function measure({ small, big, who, pages, rounds }: Asked): Promise<readonly Row[]> {
  const rows: Row[] = []
  const [smallCookie = '', bigCookie = ''] = [small.readers.get(who), big.readers.get(who)]
  for (const [key, { path, rows: bigRows, twin }] of pages) {
    const times: Record<'small' | 'big' | 'again', number[]> = { small: [], big: [], again: [] }
    for (let round = -WARM_UPS; round < rounds; round += 1) {
      const read = {
        small: await small.read(twin.path, smallCookie),
        big: await big.read(path, bigCookie),
        again: await small.read(twin.path, smallCookie),
      }
      if (round < 0) continue
      for (const name of ['small', 'big', 'again'] as const) times[name].push(read[name].ms)
    }
    const [smallMs, bigMs] = [medianOf([...times.small, ...times.again]), medianOf(times.big)]
    rows.push({
      ...{ who, key, small: smallMs, big: bigMs, ratio: bigMs / smallMs },
      noise: Math.abs(medianOf(times.small) - medianOf(times.again)),
      rows: `${twin.rows}/${bigRows}`,
      isComparable: bigRows <= 2 * Math.max(twin.rows, 1) || bigRows > FULL_PAGE,
    })
  }
  return rows
}

function medianOf(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** True when no page fails. */
function print(rows: readonly Row[], unreached: readonly string[]): boolean {
  const sorted = [...rows].sort((a, b) => b.ratio - a.ratio)
  const noises = rows.map(({ noise }) => noise).sort((a, b) => a - b)
  const noise = noises[Math.floor(noises.length * 0.95)] ?? 0
  const most = Math.max(FELT_MS, noise)
  const above = sorted.filter(({ ratio }) => ratio > MOST)
  const failing = above.filter((row) => row.isComparable && row.big - row.small > most)
  console.log('  ratio  small ms    big ms    rows  who, page')
  for (const row of sorted) {
    const figures = [row.ratio.toFixed(2).padStart(7), row.small.toFixed(1).padStart(10)]
    const remark = failing.includes(row) ? '  FAILS' : row.isComparable ? '' : '  not judged: rows'
    figures.push(row.big.toFixed(1).padStart(10), row.rows.padStart(8))
    console.log(`${figures.join('')}  ${row.who}: ${row.key}${remark}`)
  }
  if (unreached.length > 0) console.log(`not reached by clicks: ${unreached.join(' ')}`)
  console.log(
    `${rows.length} pages; ${above.length} above ${MOST}; noise ${noise.toFixed(1)} ms; ` +
      `${failing.length} above ${MOST} by more than ${most.toFixed(1)} ms`,
  )
  return failing.length === 0 && rows.length > 0
}

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '15' } },
  allowPositionals: true,
})
const [bigDir] = positionals
if (bigDir === undefined) {
  console.error('usage: npm run bench:pages -- <DATA_DIR of a big database> [--rounds 15]')
  process.exit(2)
}
compare(bigDir, Number(values.rounds)).then(
  (isFast) => process.exit(isFast ? 0 : 1),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
