/** `part` is 0 to 1; left out, nobody knows how long it takes. */
export function Progress({ label, part }: { label: string; part?: number }) {
  return (
    <progress
      aria-label={label}
      max={1}
      {...(part !== undefined && { value: part })}
      class="progress block h-2 w-full overflow-hidden rounded-full"
    />
  );
}
