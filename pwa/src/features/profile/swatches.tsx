import { useId } from "preact/hooks";
import { Icon } from "@/ui/icon";

const COLOURS = [
  "#2563eb",
  "#db2777",
  "#059669",
  "#d97706",
  "#7c3aed",
  "#0891b2",
  "#dc2626",
  "#65a30d",
  "#c026d3",
  "#ea580c",
  "#4f46e5",
  "#0d9488",
] as const;

interface Props {
  label: string;
  hint: string;
  value: string;
  nameOf: (number: number) => string;
  onValue: (colour: string) => void;
}

/** The colours that the team's people begin with; one of another kind stays among them. */
export function Swatches({ label, hint, value, nameOf, onValue }: Props) {
  const group = useId();
  const offered = COLOURS.some((colour) => colour === value) ? COLOURS : [value, ...COLOURS];
  return (
    <fieldset>
      <legend class="mb-1 text-sm font-medium">{label}</legend>
      <div class="-mx-1 flex flex-wrap">
        {offered.map((colour, place) => (
          <label
            key={colour}
            class="relative flex size-12 cursor-pointer items-center justify-center rounded-full has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={group}
              class="absolute inset-0 size-full cursor-pointer opacity-0"
              aria-label={nameOf(place + 1)}
              checked={colour === value}
              onChange={() => onValue(colour)}
            />
            <span
              class={`flex size-9 items-center justify-center rounded-full text-surface ${colour === value ? "outline-2 outline-offset-2 outline-ink" : ""}`}
              style={{ backgroundColor: colour }}
            >
              {colour === value && <Icon name="check" small />}
            </span>
          </label>
        ))}
      </div>
      <p class="mt-1 text-sm text-quiet">{hint}</p>
    </fieldset>
  );
}
