import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** A part of a page, under a heading of its own. */
export function Panel({ title, children }: { title: string; children: ComponentChildren }) {
  const id = useId();
  return (
    <section aria-labelledby={id} class="space-y-3 rounded-2xl border border-line bg-surface p-4">
      <h2 id={id} class="text-sm font-semibold">
        {title}
      </h2>
      {children}
    </section>
  );
}
