import type { ComponentChildren, JSX } from "preact";
import { Link } from "wouter-preact";
import { Icon, type IconName } from "./icon";

type Look = "primary" | "plain" | "quiet";

const LOOKS: Record<Look, string> = {
  primary: "bg-accent text-accent-ink",
  plain: "border border-line bg-raised text-ink",
  quiet: "text-accent",
};
const SHAPE =
  "inline-flex min-h-12 items-center justify-center gap-2 rounded-xl px-4 text-base font-semibold select-none " +
  "transition-[filter] active:brightness-95 disabled:opacity-60";

interface Common {
  look?: Look;
  icon?: IconName;
  class?: string;
  children: ComponentChildren;
}

export function Button({ look = "plain", icon, class: more = "", children, ...rest }: Common & JSX.ButtonHTMLAttributes) {
  return (
    <button type="button" {...rest} class={`${SHAPE} ${LOOKS[look]} ${more}`}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A link that looks like a button, such as one that dials. */
export function ButtonLink({ look = "plain", icon, class: more = "", children, ...rest }: Common & JSX.AnchorHTMLAttributes) {
  return (
    <a {...rest} class={`${SHAPE} ${LOOKS[look]} ${more}`}>
      {icon && <Icon name={icon} />}
      {children}
    </a>
  );
}

/** To another screen: nothing is loaded anew. */
export function ScreenLink({ look = "plain", icon, class: more = "", children, href, label }: Common & { href: string; label?: string }) {
  return (
    <Link href={href} aria-label={label} class={`${SHAPE} ${LOOKS[look]} ${more}`}>
      {icon && <Icon name={icon} />}
      {children}
    </Link>
  );
}

export function IconButton({ icon, label, class: more = "", ...rest }: { icon: IconName; label: string; class?: string } & JSX.ButtonHTMLAttributes) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      class={`inline-flex size-12 shrink-0 items-center justify-center rounded-xl text-quiet hover:text-ink ${more}`}
    >
      <Icon name={icon} />
    </button>
  );
}

/** One of a few that may be on: its word, and a check so that it is not said by colour alone. */
export function Chip({ on, class: more = "", children, ...rest }: { on?: boolean; class?: string; children: ComponentChildren } & JSX.ButtonHTMLAttributes) {
  const look = on ? "border-accent bg-accent-soft text-accent" : "border-line bg-raised text-ink";
  return (
    <button
      type="button"
      aria-pressed={on}
      {...rest}
      class={`inline-flex min-h-12 shrink-0 items-center gap-1 rounded-full border px-4 text-sm font-medium whitespace-nowrap ${look} ${more}`}
    >
      {children}
    </button>
  );
}
