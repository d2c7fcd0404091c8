/** Lists that come page by page. */

/** A copy, in their order; nothing before the first page has come. */
export function itemsIn<Item>(data: { pages: readonly { items: readonly Item[] }[] } | undefined): Item[] {
  return data?.pages.flatMap(({ items }) => items) ?? [];
}

/** The pages of a list as one. No copy is made: at 100,000 rows, one for each page that arrives would hold up the finger. */
export class Pages<Item> {
  readonly length: number;
  private readonly pages: readonly { items: readonly Item[] }[];
  /** The place of the first of each page. */
  private readonly starts: number[] = [];

  constructor(pages: readonly { items: readonly Item[] }[]) {
    this.pages = pages;
    let length = 0;
    for (const { items } of pages) {
      this.starts.push(length);
      length += items.length;
    }
    this.length = length;
  }

  at(place: number): Item | undefined {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.starts[middle]! <= place) low = middle;
      else high = middle - 1;
    }
    return this.pages[low]?.items[place - this.starts[low]!];
  }

  /** The place of the first that is it; -1 when none is. */
  findIndex(is: (item: Item) => boolean): number {
    for (const [page, { items }] of this.pages.entries()) {
      const found = items.findIndex(is);
      if (found >= 0) return this.starts[page]! + found;
    }
    return -1;
  }
}
