export function initialsOf(name: string): string {
  const parts = name.trim().split(/\s+/);
  const letters = [parts[0], parts.length > 1 ? parts.at(-1) : undefined].map((part) => [...(part ?? "")][0] ?? "");
  return letters.join("").toUpperCase();
}

export function Avatar({ name, large = false }: { name: string; large?: boolean }) {
  const size = large ? "size-14 text-lg" : "size-10 text-sm";
  return (
    <span
      aria-hidden="true"
      class={`flex ${size} shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent`}
    >
      {initialsOf(name)}
    </span>
  );
}
