/** How a name is found again: by a part of it, by pinyin, by the initials of its pinyin. */
export type NameTerms = {
  /** The name as it is compared: folded, without spaces and dots. */
  readonly spelling: string
  /** Of each character what it may be read as: `;shan,dan,chan;xiong`. */
  readonly reading: string
  /** Every piece of spelling and initials of up to three: what an index looks up first. */
  readonly terms: readonly string[]
}

export type NameQuery = {
  readonly spelling: string
  /** A regular expression over `reading`; null unless only letters were typed. */
  readonly reading: string | null
  /** One of these is among the terms of whatever fits. */
  readonly terms: readonly string[]
}

const LONGEST_TERM = 3
/** Names have two to four characters; of a long one the pieces of the beginning are enough. */
const INDEXED = 24
/** No syllable has more letters (zhuang). */
const LONGEST_SYLLABLE = 6
const SYLLABLE_BEGUN = /^(?![iuv])(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?[aeiouv]{0,3}(?:ng?|r)?$/
const LATIN = /[a-z]/
const HAN = /\p{Script=Han}/u

/** Full-width becomes plain, capitals small; spaces and the dots within names do not count. */
export function foldName(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s·・•.'’-]/gu, '')
}

/**
 * Of each character of a name its readings, most likely first. A name in Latin letters is a word a
 * reading. The dictionary is loaded when the first name is read: 40 ms and some 10 MB.
 */
export async function readName(name: string): Promise<readonly (readonly string[])[]> {
  const { pinyin } = await import('pinyin-pro')
  const plain = name.normalize('NFKC').toLowerCase()
  const asSurname = pinyin(plain, { type: 'array', toneType: 'none', surname: 'head', v: true })
  const readings: string[][] = []
  let word = ''
  for (const [index, character] of Array.from(plain).entries()) {
    if (HAN.test(character)) {
      const all = pinyin(character, { type: 'array', toneType: 'none', multiple: true, v: true })
      const likely = [asSurname[index] ?? '', ...all].filter((one) => /^[a-z]+$/.test(one))
      if (likely.length > 0) readings.push([...new Set(likely)])
    }
    if (LATIN.test(character)) {
      if (word === '') readings.push([])
      word += character
      readings.splice(-1, 1, [word])
    } else word = ''
  }
  return readings
}

/** What is kept of a name, for `nameQuery` to find. */
export async function nameTerms(name: string): Promise<NameTerms> {
  const spelling = foldName(name)
  const readings = await readName(name)
  const initials = readings.slice(0, INDEXED).map((each) => [...new Set(each.map(firstOf))])
  const characters = Array.from(spelling).slice(0, INDEXED)
  return {
    spelling,
    reading: readings.map((each) => `;${each.join(',')}`).join(''),
    terms: [...new Set([...pieces(characters.map((one) => [one])), ...pieces(initials)])],
  }
}

function firstOf(text: string): string {
  return text.slice(0, 1)
}

/** All runs of one to three places, with every choice at each place. */
function* pieces(places: readonly (readonly string[])[]): Generator<string> {
  for (const start of places.keys()) {
    let runs: readonly string[] = ['']
    for (const choices of places.slice(start, start + LONGEST_TERM)) {
      runs = runs.flatMap((run) => choices.map((choice) => run + choice))
      yield* runs
    }
  }
}

/**
 * What was typed, as a search: a part of the name, or its pinyin from any character on, each
 * syllable whole or begun: zs, zsan, zhangs, zhangsan. Undefined when nothing is left of it.
 */
export function nameQuery(text: string): NameQuery | undefined {
  const spelling = foldName(text).replace(/ü/g, 'v')
  if (spelling === '') return undefined
  const head = Array.from(spelling).slice(0, LONGEST_TERM).join('')
  if (!/^[a-z]+$/.test(spelling)) return { spelling, reading: null, terms: [head] }
  return {
    spelling,
    reading: readingPattern(spelling),
    terms: [...new Set([head, ...initialsOf(spelling)])],
  }
}

/** The next letter goes on with a syllable, or begins any reading of the next character. */
function readingPattern(letters: string): string {
  const [first = '', ...rest] = letters
  const begun = (letter: string) => `;([a-z]+,)*${letter}`
  return begun(first) + rest.map((one) => `(${same(one)}|[a-z,]*${begun(one)})`).join('')
}

/** Who has no ü on the keyboard types u or v. */
function same(letter: string): string {
  return letter === 'u' ? '[uv]' : letter
}

/** The initials, at most three, of every way to cut the letters into begun syllables. */
function initialsOf(letters: string): readonly string[] {
  const ways: Set<string>[] = Array.from({ length: letters.length + 1 }, () => new Set<string>())
  ways[letters.length]?.add('')
  for (let start = letters.length - 1; start >= 0; start -= 1) {
    const longest = Math.min(LONGEST_SYLLABLE, letters.length - start)
    for (let length = 1; length <= longest; length += 1) {
      if (!SYLLABLE_BEGUN.test(letters.slice(start, start + length))) continue
      for (const rest of ways[start + length] ?? []) {
        ways[start]?.add((letters.charAt(start) + rest).slice(0, LONGEST_TERM))
      }
    }
  }
  return [...(ways[0] ?? [])]
}
