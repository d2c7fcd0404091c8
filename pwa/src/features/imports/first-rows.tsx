import type { ImportPreview } from "@/gen/schema";
import { importWords } from "@/lib/words/imports";
import type { Mapping } from "./mapping";

const SHOWN = 5;

/** As a spreadsheet would show them. */
export function FirstRows({ table, mapping }: { table: Pick<ImportPreview, "columns" | "sample">; mapping: Mapping }) {
  const { field, first, leftOut } = importWords();
  return (
    <div role="group" aria-label={first} tabIndex={0} class="-mx-4 overflow-x-auto px-4">
      <table class="min-w-full text-left text-sm whitespace-nowrap">
        <thead>
          <tr class="border-b border-line align-bottom">
            {table.columns.map((column, place) => {
              const to = mapping[place];
              return (
                <th key={place} scope="col" class="max-w-48 pr-4 pb-2 font-normal">
                  <span class="block truncate font-semibold">{column}</span>
                  <span class={`block truncate text-xs ${to ? "text-accent" : "text-quiet"}`}>{to ? field[to] : leftOut}</span>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody class="divide-y divide-line">
          {table.sample.slice(0, SHOWN).map((row, number) => (
            <tr key={number}>
              {table.columns.map((_, place) => (
                <td key={place} class={`max-w-48 truncate py-2 pr-4 ${mapping[place] ? "" : "text-quiet"}`}>
                  {row[place]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
