import { parseArgs } from 'node:util'
import { makeTemporaryData, removeTemporaryData } from './support/temporary-data.ts'
import { openSite, type Site } from './page-times/site.ts'
import { walkSite, type Found } from './page-times/walk.ts'

/** No page of a whole district may take longer than so many times the same page of the small demo. */
const MOST = 1.5
const WARM_UPS = 5

type Row = {
  readonly who: string
  readonly key: string
  readonly small: number
  readonly big: number
  readonly ratio: number
  readonly path: string
}

/**
 * `npm run bench:pages -- <folder of a big database>`: reads every page that is reached by clicks, as
 * somebody of every role, on the small demonstration and on the big database in turn, and compares
 * the medians. Ends with 1 when one is above the mark.
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

type Pair = Found & { readonly smallPath: string }

async function pagesOf(small: Site, big: Site, who: string): Promise<ReadonlyMap<string, Pair>> {
  const refused = (path: string, status: number) =>
    console.log(`${who}: ${path} answered ${status}`)
  const inSmall = await walkSite(small, small.readers.get(who) ?? '', refused)
  const inBig = await walkSite(big, big.readers.get(who) ?? '', refused)
  const pairs = new Map<string, Pair>()
  for (const [key, found] of inBig) {
    const twin = inSmall.get(key)
    if (twin) pairs.set(key, { ...found, smallPath: twin.path })
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
  for (const [key, { path, smallPath }] of pages) {
    const times: { small: number[]; big: number[] } = { small: [], big: [] }
    for (let round = -WARM_UPS; round < rounds; round += 1) {
      const [one, other] = [
        await small.read(smallPath, smallCookie),
        await big.read(path, bigCookie),
      ]
      if (round < 0) continue
      times.small.push(one.ms)
      times.big.push(other.ms)
    }
    const [smallMs, bigMs] = [medianOf(times.small), medianOf(times.big)]
    rows.push({ ...{ who, key, path }, small: smallMs, big: bigMs, ratio: bigMs / smallMs })
  }
  return rows
}

function medianOf(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** True when all are below the mark. */
function print(rows: readonly Row[], unreached: readonly string[]): boolean {
  const sorted = [...rows].sort((a, b) => b.ratio - a.ratio)
  console.log('  ratio  small ms    big ms  who, page')
  for (const { ratio, small, big, who, key } of sorted) {
    const figures = [ratio.toFixed(2), small.toFixed(1), big.toFixed(1)]
    const [first = '', ...rest] = figures.map((text, index) => text.padStart(index === 0 ? 7 : 10))
    console.log(`${first}${rest.join('')}  ${who}: ${key}`)
  }
  if (unreached.length > 0) console.log(`not reached by clicks: ${unreached.join(' ')}`)
  const slow = sorted.filter(({ ratio }) => ratio > MOST)
  console.log(
    `${rows.length} pages; ${slow.length} above ${MOST}; the highest ratio ${sorted[0]?.ratio.toFixed(2) ?? '—'}`,
  )
  return slow.length === 0 && rows.length > 0
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
