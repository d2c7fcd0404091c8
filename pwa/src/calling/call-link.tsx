import type { ComponentChildren, JSX } from "preact";
import { relative } from "@/lib/time";
import { callingWords } from "@/lib/words/calling";
import { words } from "@/lib/words/words";
import { ButtonLink } from "@/ui/button";
import { Icon } from "@/ui/icon";
import type { Dialling } from "./dial";
import { useNames } from "@/data/names";
import { telOf } from "./phone";

type Look = "primary" | "line";

type Props = { phone: string; dialling: Dialling; look: Look; children: ComponentChildren } & Omit<
  JSX.AnchorHTMLAttributes,
  "href"
>;

/** Real enough to be copied or opened elsewhere; pressed, it looks first. */
export function CallLink({ phone, dialling, look, children, class: more = "", ...rest }: Props) {
  const attributes = {
    ...rest,
    href: telOf(phone),
    onClick: (event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      dialling.dial(phone);
    },
  };
  if (look === "primary") {
    return (
      <ButtonLink look="primary" icon="phone" class={String(more)} {...attributes}>
        {children}
      </ButtonLink>
    );
  }
  return (
    <a {...attributes} class={`flex min-h-12 items-center gap-3 text-accent tabular-nums ${more}`}>
      <Icon name="phone" />
      {children}
    </a>
  );
}

/** "Ben called 12 min ago". The place is there before it says something, or nobody would hear it. */
export function OthersCall({ dialling: { others, isHeld } }: { dialling: Dialling }) {
  const nameOf = useNames();
  const told = callingWords();
  return (
    <div role="status" data-others-call>
      {others && (
        <p class="flex items-center gap-2 rounded-xl bg-working-soft px-3 py-2 text-sm font-semibold text-working">
          <Icon name="warning" small />
          <span>
            {told.othersCall(nameOf(others.person_id), relative(others.called_at), words().outcome[others.outcome])}
            {isHeld && ` ${told.callAnyway}`}
          </span>
        </p>
      )}
    </div>
  );
}
