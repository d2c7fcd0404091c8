/** Rows of one height, of which only those in sight are there. Says when its end comes near. */

import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from "@tanstack/virtual-core";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

interface Props<Item> {
  items: readonly Item[];
  rowHeight: number;
  label: string;
  idOf: (item: Item) => string;
  render: (item: Item) => ComponentChildren;
  /** How many there are in all; -1 while nobody knows. */
  total: number;
  onNearEnd: () => void;
  /** Of a row that is to be in sight whenever it becomes another. */
  shown?: number;
  footer?: ComponentChildren;
}

const OVERSCAN = 6;
const NEAR_END = 30;

export function VirtualList<Item>({ items, rowHeight, label, idOf, render, total, onNearEnd, shown, footer }: Props<Item>) {
  const scroller = useRef<HTMLDivElement>(null);
  // What is in sight comes first, what is beyond it in a moment of its own.
  const [overscan, setOverscan] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setOverscan(OVERSCAN));
    return () => clearTimeout(timer);
  }, []);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
  });
  useEffect(() => {
    if (shown !== undefined) virtualizer.scrollToIndex(shown, { align: "auto" });
  }, [shown]);
  const rows = virtualizer.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - NEAR_END) onNearEnd();
  }, [last, items.length]);
  return (
    <div ref={scroller} class="min-h-0 grow overflow-y-auto overscroll-contain" tabIndex={-1}>
      <div role="list" aria-label={label} class="relative" style={{ height: `${virtualizer.getTotalSize()}px` }}>
        {rows.map(({ index, start, size }) => (
          <div
            // Not the virtualizer's: with a function for keys that is another each time, it measures all rows each time.
            key={idOf(items[index]!)}
            role="listitem"
            aria-setsize={total}
            aria-posinset={index + 1}
            class="absolute inset-x-0 top-0"
            style={{ height: `${size}px`, transform: `translateY(${start}px)` }}
          >
            {render(items[index]!)}
          </div>
        ))}
      </div>
      {footer}
    </div>
  );
}

type Wanted = Pick<
  VirtualizerOptions<HTMLElement, HTMLElement>,
  "count" | "getScrollElement" | "estimateSize" | "overscan"
>;

function useVirtualizer(wanted: Wanted): Virtualizer<HTMLElement, HTMLElement> {
  const [, renderAgain] = useState(0);
  const options: VirtualizerOptions<HTMLElement, HTMLElement> = {
    ...wanted,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => renderAgain((times) => times + 1),
  };
  const [virtualizer] = useState(() => new Virtualizer(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  return virtualizer;
}
