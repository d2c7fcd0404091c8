import type { JSX } from "preact";
import { useId } from "preact/hooks";

const BOX =
  "w-full rounded-xl border bg-raised px-4 text-base text-ink placeholder:text-quiet focus:outline-2 focus:outline-offset-0 focus:outline-accent";

interface Common {
  label: string;
  hint?: string | undefined;
  fault?: string | undefined;
  value: string;
  onValue: (value: string) => void;
}

function describedBy(id: string, { hint, fault }: Pick<Common, "hint" | "fault">) {
  return fault ? `${id}-fault` : hint ? `${id}-hint` : undefined;
}

function Below({ id, hint, fault }: { id: string } & Pick<Common, "hint" | "fault">) {
  if (fault) {
    return (
      <p id={`${id}-fault`} class="mt-1 text-sm text-danger">
        {fault}
      </p>
    );
  }
  return hint ? (
    <p id={`${id}-hint`} class="mt-1 text-sm text-quiet">
      {hint}
    </p>
  ) : null;
}

type InputProps = Common & Omit<JSX.InputHTMLAttributes, "value" | "label">;

export function Field({ label, hint, fault, value, onValue, ...rest }: InputProps) {
  const id = useId();
  return (
    <div>
      <label for={id} class="mb-1 block text-sm font-medium">
        {label}
      </label>
      <input
        {...rest}
        id={id}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
        aria-invalid={fault ? true : undefined}
        aria-describedby={describedBy(id, { hint, fault })}
        class={`${BOX} h-12 ${fault ? "border-danger" : "border-line"}`}
      />
      <Below id={id} hint={hint} fault={fault} />
    </div>
  );
}

type AreaProps = Common & Omit<JSX.TextareaHTMLAttributes, "value" | "label">;

export function Area({ label, hint, fault, value, onValue, rows = 3, ...rest }: AreaProps) {
  const id = useId();
  return (
    <div>
      <label for={id} class="mb-1 block text-sm font-medium">
        {label}
      </label>
      <textarea
        {...rest}
        id={id}
        rows={rows}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
        aria-describedby={describedBy(id, { hint, fault })}
        class={`${BOX} resize-none py-3 ${fault ? "border-danger" : "border-line"}`}
      />
      <Below id={id} hint={hint} fault={fault} />
    </div>
  );
}
