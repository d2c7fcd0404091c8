interface Props<Value extends string> {
  label: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onValue: (value: Value) => void;
}

/** One of two or three, all in sight. */
export function Segments<Value extends string>({ label, value, options, onValue }: Props<Value>) {
  return (
    <div role="group" aria-label={label} class="flex rounded-xl bg-line p-1 tight:flex-wrap">
      {options.map(([of, word]) => (
        <button
          key={of}
          type="button"
          aria-pressed={of === value}
          onClick={() => onValue(of)}
          class={`min-h-10 min-w-0 grow rounded-lg px-3 break-words text-sm font-semibold ${of === value ? "bg-raised text-ink shadow-sm" : "text-quiet"}`}
        >
          {word}
        </button>
      ))}
    </div>
  );
}
