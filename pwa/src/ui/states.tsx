/** What a screen shows when there is nothing, nothing yet, or trouble. */

import type { ComponentChildren } from "preact";
import { Button } from "./button";
import { Icon, type IconName } from "./icon";

interface EmptyProps {
  icon: IconName;
  title: string;
  lead?: string;
  /** 1 where it is all there is on the screen. */
  level?: 1 | 2;
  children?: ComponentChildren;
}

export function Empty({ icon, title, lead, level = 2, children }: EmptyProps) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div class="mx-auto flex min-h-full w-full max-w-sm flex-col items-center justify-center gap-2 px-6 py-12 text-center">
      <span class="mb-2 flex size-16 items-center justify-center rounded-full bg-accent-soft text-accent">
        <Icon name={icon} />
      </span>
      <Heading class="text-lg font-semibold">{title}</Heading>
      {lead && <p class="text-sm text-quiet">{lead}</p>}
      {children && <div class="mt-4">{children}</div>}
    </div>
  );
}

export function Trouble({ title, detail, retry, onRetry }: { title: string; detail: string; retry: string; onRetry: () => void }) {
  return (
    <div role="alert" class="mx-auto flex min-h-full w-full max-w-sm flex-col items-center justify-center gap-2 px-6 py-12 text-center">
      <span class="mb-2 flex size-16 items-center justify-center rounded-full bg-danger-soft text-danger">
        <Icon name="warning" />
      </span>
      <h2 class="text-lg font-semibold">{title}</h2>
      <p class="text-sm text-quiet">{detail}</p>
      <Button class="mt-4" onClick={onRetry}>
        {retry}
      </Button>
    </div>
  );
}

/** As tall as the rows that come, so that nothing moves when they do. */
export function SkeletonRows({ count, label }: { count: number; label: string }) {
  return (
    <div role="status" aria-label={label} class="animate-pulse">
      {Array.from({ length: count }, (_, number) => (
        <div key={number} class="flex h-16 items-center gap-3 px-4">
          <div class="size-10 shrink-0 rounded-full bg-line" />
          <div class="grow space-y-2">
            <div class="h-3.5 w-2/5 rounded bg-line" />
            <div class="h-3 w-3/5 rounded bg-line" />
          </div>
        </div>
      ))}
    </div>
  );
}
