export function initialsOf(name: string): string {
  const parts = name.trim().split(/\s+/);
  const letters = [parts[0], parts.length > 1 ? parts.at(-1) : undefined].map((part) => [...(part ?? "")][0] ?? "");
  return letters.join("").toUpperCase();
}

/** `colour`: that of a colleague, softened for either theme. */
export function Avatar({ name, large = false, colour }: { name: string; large?: boolean; colour?: string | undefined }) {
  const size = large ? "size-14 text-lg" : "size-10 text-sm";
  const tinted = colour && {
    backgroundColor: `color-mix(in srgb, ${colour} 20%, var(--surface))`,
    color: `color-mix(in srgb, ${colour} 45%, var(--ink))`,
  };
  return (
    <span
      aria-hidden="true"
      class={`flex ${size} shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent`}
      {...(tinted && { style: tinted })}
    >
      {initialsOf(name)}
    </span>
  );
}
