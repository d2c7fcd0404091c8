/** What is wrong with which field, in the language of the person; of what nobody has words for, in the server's. */

import { Refused } from "./problem";
import { faultWords } from "./words/faults";

const LINE = /^([^.]+)\.(\d+)$/;

/** By the name of the field: of one that holds several, the line as well. */
export function faultsIn(error: unknown): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  if (!(error instanceof Refused)) return faults;
  const { codes, inLine } = faultWords();
  for (const { field, code, detail } of error.problem.errors ?? []) {
    const said = codes[`${field}.${code}`] ?? codes[code] ?? detail;
    const [, of = field, place] = LINE.exec(field) ?? [];
    if (!faults.has(of)) faults.set(of, place === undefined ? said : inLine(Number(place) + 1, said));
  }
  return faults;
}

/** Of the whole: what a person hears who sees no fields. */
export function reasonOf(refused: Refused): string {
  const { codes, problems } = faultWords();
  const first = refused.problem.errors?.[0];
  const known = first && problems[refused.slug] ? codes[first.code] : undefined;
  return known ?? problems[refused.slug] ?? refused.problem.detail;
}
