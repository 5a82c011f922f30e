/** The rows of each page, turned into others when the page is asked for. */
export async function* mapPages<T, R>(
  pages: AsyncIterable<readonly T[]>,
  rowOf: (item: T) => R,
): AsyncGenerator<readonly R[]> {
  for await (const items of pages) yield items.map(rowOf)
}
