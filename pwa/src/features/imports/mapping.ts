/** What a file's columns are, as a person says it before the start. Pure. */

import type { ImportField } from "@/data/imports";
import type { ImportPreview } from "@/gen/schema";

export type Mapping = readonly (ImportField | null)[];

export const FIELDS: readonly ImportField[] = [
  "name",
  "first_name",
  "last_name",
  "company",
  "title",
  "phone",
  "email",
  "tags",
  "notes",
  "id",
];

/** Only these may be several columns. */
const MANY: ReadonlySet<ImportField> = new Set(["phone", "email", "tags"]);
const NAMING: ReadonlySet<ImportField> = new Set(["name", "first_name", "last_name", "company"]);

type Table = Pick<ImportPreview, "has_header" | "columns" | "sample">;

/** The first row as the names of the columns, or as one that is imported. `nameOf` counts from 1. */
export function readAs(preview: Table, hasHeader: boolean, nameOf: (number: number) => string): Table {
  if (hasHeader === preview.has_header) return preview;
  if (hasHeader) {
    const [first = [], ...sample] = preview.sample;
    return { has_header: true, columns: preview.columns.map((column, place) => first[place]?.trim() || column), sample };
  }
  return {
    has_header: false,
    columns: preview.columns.map((_, place) => nameOf(place + 1)),
    sample: [preview.columns, ...preview.sample],
  };
}

export type Fault = { field: ImportField; first: number; second: number } | "no-name";

/** Null: it may be started. */
export function faultOf(mapping: Mapping): Fault | null {
  const places = new Map<ImportField, number>();
  for (const [second, field] of mapping.entries()) {
    if (field === null || MANY.has(field)) continue;
    const first = places.get(field);
    if (first !== undefined) return { field, first, second };
    places.set(field, second);
  }
  return mapping.some((field) => field !== null && NAMING.has(field)) ? null : "no-name";
}

export function changed(mapping: Mapping, place: number, field: ImportField | null): Mapping {
  return mapping.map((known, at) => (at === place ? field : known));
}
