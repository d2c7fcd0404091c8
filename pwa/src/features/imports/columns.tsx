import type { ImportField } from "@/data/imports";
import type { ImportPreview } from "@/gen/schema";
import { importWords } from "@/lib/words/imports";
import { Select } from "@/ui/select";
import { FIELDS, type Mapping } from "./mapping";

const SHOWN = 3;

interface Props {
  table: Pick<ImportPreview, "columns" | "sample">;
  mapping: Mapping;
  /** Of each column, whether the team has mapped it so before. */
  remembered: readonly boolean[];
  onField: (place: number, field: ImportField | null) => void;
}

export function Columns({ table, mapping, remembered, onField }: Props) {
  const told = importWords();
  const options = [["", told.leftOut] as const, ...FIELDS.map((field) => [field, told.field[field]] as const)];
  return (
    <ul class="divide-y divide-line">
      {table.columns.map((column, place) => {
        const cells = table.sample.map((row) => row[place]?.trim()).filter(Boolean);
        return (
          <li key={place} class="grid grid-cols-2 items-center gap-x-3 py-2 wide:grid-cols-[minmax(0,1fr)_14rem]">
            <div class="min-w-0">
              <p class={`truncate font-medium ${mapping[place] ? "" : "text-quiet"}`}>{column}</p>
              <p class="truncate text-sm text-quiet">{cells.slice(0, SHOWN).join(" · ") || told.empty}</p>
              {remembered[place] && <p class="text-xs text-accent">{told.remembered}</p>}
            </div>
            <Select
              quietly
              label={told.becomes(column)}
              value={mapping[place] ?? ""}
              options={options}
              onValue={(field) => onField(place, field || null)}
            />
          </li>
        );
      })}
    </ul>
  );
}
