import { useId } from "preact/hooks";

interface Props<Value extends string> {
  label: string;
  /** Said, not shown: what stands beside it says it. */
  quietly?: boolean;
  hint?: string | undefined;
  fault?: string | undefined;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onValue: (value: Value) => void;
}

/** One of many. */
export function Select<Value extends string>({ label, quietly = false, hint, fault, value, options, onValue }: Props<Value>) {
  const id = useId();
  const below = fault ?? hint;
  return (
    <div>
      <label for={id} class={quietly ? "sr-only" : "mb-1 block text-sm font-medium"}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        aria-invalid={fault ? true : undefined}
        aria-describedby={below ? `${id}-below` : undefined}
        onChange={(event) => onValue(event.currentTarget.value as Value)}
        class={`h-12 w-full rounded-xl border bg-raised px-3 text-base text-ink ${fault ? "border-danger" : "border-line"}`}
      >
        {options.map(([of, word]) => (
          <option key={of} value={of} selected={of === value}>
            {word}
          </option>
        ))}
      </select>
      {below && (
        <p id={`${id}-below`} class={`mt-1 text-sm ${fault ? "text-danger" : "text-quiet"}`}>
          {below}
        </p>
      )}
    </div>
  );
}
