import type { Kind } from "@/data/kinds";
import type { Status } from "@/data/my-settings";
import { words } from "@/lib/words/words";
import { Icon, type IconName } from "@/ui/icon";
import { useMySettings } from "./use-my-settings";

export const LOOK: Record<Status, { icon: IconName | null; class: string }> = {
  hot: { icon: "flame", class: "bg-hot-soft text-hot" },
  working: { icon: "wrench", class: "bg-working-soft text-working" },
  follow_up: { icon: "clock", class: "bg-later-soft text-later" },
  A: { icon: null, class: "bg-accent-soft text-accent" },
  B: { icon: null, class: "bg-working-soft text-working" },
  C: { icon: null, class: "bg-later-soft text-later" },
};

/** My own status, wherever it is shown: in rows, headers, cards. Nothing when I have set none. */
export function MyStatusTag({ kind, id }: { kind: Kind; id: string }) {
  const { status } = useMySettings(kind, id);
  if (!status) return null;
  const { icon, class: look } = LOOK[status];
  const word = words().status[status];
  return (
    <span
      data-my-status={status}
      class={`inline-flex h-6 shrink-0 items-center gap-1 rounded-full px-2 text-xs font-semibold ${look}`}
    >
      {icon && <Icon name={icon} small />}
      <span class="sr-only">{words().myStatus}: </span>
      <span class={icon ? "tight:sr-only" : ""}>{icon ? word : `TMA ${word}`}</span>
    </span>
  );
}
