/** Rows of one height, of which only those in sight are there. Says when its end comes near. */

import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** An array is one. */
export interface Rows<Item> {
  readonly length: number;
  at(index: number): Item | undefined;
}

interface Props<Item> {
  items: Rows<Item>;
  /** In pixels, with text as large as most people have it: 16 pixels to the rem. */
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

const USUAL_REM = 16;

export function VirtualList<Item>({ items, rowHeight: usual, label, idOf, render, total, onNearEnd, shown, footer }: Props<Item>) {
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = (usual * useRem()) / USUAL_REM;
  const sight = useSight(scroller, rowHeight);
  // What is in sight comes first, what is beyond it in a moment of its own.
  const [overscan, setOverscan] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setOverscan(OVERSCAN));
    return () => clearTimeout(timer);
  }, []);
  useLayoutEffect(() => {
    if (shown !== undefined) bringIntoSight(scroller.current!, shown * rowHeight, rowHeight);
  }, [shown]);
  // A list that is put away has no height, and no rows.
  const last = sight.last < sight.first ? -1 : Math.min(sight.last + overscan, items.length - 1);
  useEffect(() => {
    if (last >= items.length - NEAR_END) onNearEnd();
  }, [last, items.length]);
  const rows: ComponentChildren[] = [];
  for (let index = Math.max(0, sight.first - overscan); index <= last; index += 1) {
    const item = items.at(index)!;
    rows.push(
      <div
        key={idOf(item)}
        role="listitem"
        aria-setsize={total}
        aria-posinset={index + 1}
        class="absolute inset-x-0 top-0"
        style={{ height: `${rowHeight}px`, transform: `translateY(${index * rowHeight}px)` }}
      >
        {render(item)}
      </div>,
    );
  }
  return (
    <div ref={scroller} class="min-h-0 grow overflow-y-auto overscroll-contain" tabIndex={-1}>
      <div role="list" aria-label={label} class="relative" style={{ height: `${items.length * rowHeight}px` }}>
        {rows}
      </div>
      {footer}
    </div>
  );
}

/** In pixels; another one when somebody has their text larger or smaller. */
function useRem(): number {
  const [rem, setRem] = useState(remNow);
  useEffect(() => {
    const probe = document.body.appendChild(document.createElement("div"));
    probe.className = "invisible fixed size-4";
    const resized = new ResizeObserver(() => setRem(remNow()));
    resized.observe(probe);
    return () => {
      resized.disconnect();
      probe.remove();
    };
  }, []);
  return rem;
}

function remNow(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** The places of the first and the last row that can be seen, whether there are that many or not. */
interface Sight {
  first: number;
  last: number;
}

function useSight(scroller: RefObject<HTMLElement>, rowHeight: number): Sight {
  const [sight, setSight] = useState<Sight>({ first: 0, last: -1 });
  useLayoutEffect(() => {
    const box = scroller.current!;
    const look = (): void => {
      const first = Math.floor(Math.max(0, box.scrollTop) / rowHeight);
      const last = Math.ceil((box.scrollTop + box.clientHeight) / rowHeight) - 1;
      setSight((before) => (before.first === first && before.last === last ? before : { first, last }));
    };
    look();
    const resized = new ResizeObserver(look);
    resized.observe(box);
    box.addEventListener("scroll", look, { passive: true });
    return () => {
      resized.disconnect();
      box.removeEventListener("scroll", look);
    };
  }, [rowHeight]);
  return sight;
}

/** No further than it takes. */
function bringIntoSight(box: HTMLElement, top: number, height: number): void {
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + height > box.scrollTop + box.clientHeight) box.scrollTop = top + height - box.clientHeight;
}
