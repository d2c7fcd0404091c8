import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Link } from "wouter-preact";
import { Icon } from "./icon";

interface Props {
  title: string;
  lead?: string;
  back: { href: string; label: string };
  /** For what needs a whole desk. */
  spacious?: boolean;
  children: ComponentChildren;
}

/** A screen that one comes to from another, and goes back. */
export function Page({ title, lead, back, spacious = false, children }: Props) {
  useEffect(() => {
    document.title = `${title} · QERO`;
    return () => void (document.title = "QERO");
  }, [title]);
  return (
    <div class="h-full overflow-y-auto overscroll-contain">
      <div class={`mx-auto ${spacious ? "max-w-6xl" : "max-w-3xl"} space-y-4 px-4 py-4`}>
        <header>
          <Link
            href={back.href}
            class="-ml-2 inline-flex min-h-12 max-w-full items-center gap-1 pr-3 text-sm font-medium text-accent wrap-anywhere"
          >
            <Icon name="back" />
            {back.label}
          </Link>
          <h1 class="text-xl font-semibold break-words">{title}</h1>
          {lead && <p class="text-sm text-quiet">{lead}</p>}
        </header>
        {children}
      </div>
    </div>
  );
}
