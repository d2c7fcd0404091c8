/** What to do, one after the other. */
export function Steps({ steps }: { steps: readonly string[] }) {
  return (
    <ol class="space-y-3">
      {steps.map((step, index) => (
        <li key={step} class="flex items-start gap-3 text-sm">
          <span
            aria-hidden="true"
            class="flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent"
          >
            {index + 1}
          </span>
          <span class="pt-0.5">{step}</span>
        </li>
      ))}
    </ol>
  );
}
