import { Fragment } from "preact";
import { SHORTCUTS } from "@/lib/shortcuts";
import { shortcutWords } from "@/lib/words/shortcuts";

/** All of them, as the keys themselves are told by. */
export function ShortcutTable() {
  const told = shortcutWords();
  return (
    <table class="w-full text-sm">
      <thead class="sr-only">
        <tr>
          <th scope="col">{told.key}</th>
          <th scope="col">{told.does}</th>
        </tr>
      </thead>
      <tbody class="divide-y divide-line">
        {SHORTCUTS.map(({ keys, name }) => (
          <tr key={keys}>
            <td class="w-32 py-2 whitespace-nowrap tight:w-0 tight:whitespace-normal">
              {keys.split(" ").map((key, index) => (
                <Fragment key={key}>
                  {index > 0 && <span class="px-1 text-quiet">{told.andThen}</span>}
                  <kbd class="inline-block min-w-7 rounded-md border border-line bg-ground px-1.5 py-0.5 text-center font-sans font-semibold">
                    {told.keyNames[key] ?? key.toUpperCase().replace("ENTER", "Enter")}
                  </kbd>
                </Fragment>
              ))}
            </td>
            <td class="py-2 wrap-anywhere">{told.names[name]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
