import { importWords } from "@/lib/words/imports";
import { Select } from "@/ui/select";
import { DELIMITERS, ENCODINGS, type How } from "./other-reading";

interface Props {
  how: How;
  /** As the server read it. */
  guessed: How;
  onHow: (how: How) => void;
}

/** For who sees strange letters, or all in one column. */
export function Reading({ how, guessed, onHow }: Props) {
  const told = importWords();
  const encodings = [...new Set([guessed.encoding, ...ENCODINGS])].map((one) => [one, one.toUpperCase()] as const);
  const delimiters = DELIMITERS.map((one) => [one, told.delimiter[one] ?? one] as const);
  return (
    <details>
      <summary class="flex min-h-12 cursor-pointer items-center text-sm font-semibold text-accent">{told.otherwise}</summary>
      <div class="grid grid-cols-2 gap-3 pb-2">
        <Select
          label={told.letters}
          value={how.encoding}
          options={encodings}
          onValue={(encoding) => onHow({ ...how, encoding })}
        />
        <Select
          label={told.divided}
          value={how.delimiter}
          options={delimiters}
          onValue={(delimiter) => onHow({ ...how, delimiter })}
        />
      </div>
    </details>
  );
}
