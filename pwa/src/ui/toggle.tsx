import { useId } from "preact/hooks";

interface Props {
  label: string;
  hint?: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

/** On or off, at once. The whole row can be pressed. */
export function Toggle({ label, hint, on, onChange }: Props) {
  const id = useId();
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-labelledby={`${id}-label`}
      aria-describedby={hint ? `${id}-hint` : undefined}
      onClick={() => onChange(!on)}
      class="flex min-h-14 w-full items-center gap-4 py-2 text-left tight:flex-wrap tight:justify-end"
    >
      <span class="min-w-0 grow basis-40 break-words">
        <span id={`${id}-label`} class="block text-base">
          {label}
        </span>
        {hint && (
          <span id={`${id}-hint`} class="block text-sm text-quiet">
            {hint}
          </span>
        )}
      </span>
      <span
        class={`flex h-7 w-12 shrink-0 items-center rounded-full p-1 transition-colors ${on ? "justify-end bg-accent" : "bg-quiet"}`}
      >
        <span class={`size-5 rounded-full ${on ? "bg-accent-ink" : "bg-raised"}`} />
      </span>
    </button>
  );
}
