import { Icon, type IconName } from "./icon";

/** What to do, one after the other; of some, what the button looks like. */
export function Steps({ steps, icons = [] }: { steps: readonly string[]; icons?: readonly IconName[] }) {
  return (
    <ol class="space-y-3">
      {steps.map((step, index) => {
        const icon = icons[index];
        return (
          <li key={step} class="flex items-center gap-3 text-sm">
            <span
              aria-hidden="true"
              class="flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent"
            >
              {index + 1}
            </span>
            <span class="min-w-0 grow break-words">{step}</span>
            {icon && (
              <span class="flex size-10 shrink-0 items-center justify-center rounded-xl border border-line text-quiet">
                <Icon name={icon} />
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
