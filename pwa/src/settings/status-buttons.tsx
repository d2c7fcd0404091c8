import { type Kind, STATUSES } from "@/data/kinds";
import { words } from "@/lib/words/words";
import { Icon } from "@/ui/icon";
import { LOOK } from "./my-status-tag";
import { pressStatus } from "./press";
import { useMySettings } from "./use-my-settings";

export function StatusButtons({ kind, id }: { kind: Kind; id: string }) {
  const { status: mine } = useMySettings(kind, id);
  return (
    <div role="group" aria-label={words().myStatus} class="flex gap-2 tight:flex-wrap">
      {STATUSES[kind].map((status) => {
        const on = status === mine;
        const { icon, class: look } = LOOK[status];
        return (
          <button
            key={status}
            type="button"
            aria-pressed={on}
            onClick={() => pressStatus(kind, id, status)}
            class={`flex min-h-12 grow basis-auto items-center justify-center gap-1 rounded-xl border px-1 text-sm font-semibold whitespace-nowrap ${
              on ? `border-current ${look}` : "border-line bg-raised text-ink"
            }`}
          >
            {icon && <Icon name={icon} small />}
            {words().status[status]}
          </button>
        );
      })}
    </div>
  );
}
