import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { Icon, type IconName } from "@/ui/icon";

interface Props {
  icon: IconName;
  title: string;
  lead: string;
  children: ComponentChildren;
}

/** Over the screen, above the tabs: it asks for something, and moves nothing. */
export function Card({ icon, title, lead, children }: Props) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      class="fixed inset-x-3 bottom-[calc(4.25rem+env(safe-area-inset-bottom))] z-10 mx-auto max-w-md rounded-2xl border border-line bg-raised p-4 shadow-lg wide:right-6 wide:bottom-6 wide:left-auto"
    >
      <div class="flex items-start gap-3">
        <span class="flex size-10 shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent">
          <Icon name={icon} />
        </span>
        <div>
          <h2 id={id} class="text-base font-semibold">
            {title}
          </h2>
          <p class="text-sm text-quiet">{lead}</p>
        </div>
      </div>
      <div class="mt-3 flex gap-2">{children}</div>
    </section>
  );
}
