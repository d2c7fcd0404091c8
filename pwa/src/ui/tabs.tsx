import { useRef } from "preact/hooks";

interface Props<Name extends string> {
  label: string;
  tabs: readonly (readonly [Name, string])[];
  chosen: Name;
  onChoose: (name: Name) => void;
  /** Of the panel that they change. */
  panel: string;
}

export const tabId = (panel: string, name: string) => `${panel}-${name}`;

/** One of several views of the same. Left and right go from one to the next. */
export function Tabs<Name extends string>({ label, tabs, chosen, onChoose, panel }: Props<Name>) {
  const row = useRef<HTMLDivElement>(null);
  const step = (by: number) => {
    const at = tabs.findIndex(([name]) => name === chosen);
    const next = (at + by + tabs.length) % tabs.length;
    onChoose(tabs[next]![0]);
    (row.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div
      ref={row}
      role="tablist"
      aria-label={label}
      class="flex shrink-0 border-b border-line bg-surface px-2 tight:overflow-x-auto"
      onKeyDown={({ key }) => (key === "ArrowRight" ? step(1) : key === "ArrowLeft" ? step(-1) : undefined)}
    >
      {tabs.map(([name, word]) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={tabId(panel, name)}
          aria-selected={name === chosen}
          aria-controls={panel}
          tabIndex={name === chosen ? 0 : -1}
          onClick={() => onChoose(name)}
          class={`min-h-12 min-w-0 grow truncate border-b-2 px-2 text-sm font-semibold wide:grow-0 wide:px-4 tight:shrink-0 ${
            name === chosen ? "border-accent text-accent" : "border-transparent text-quiet"
          }`}
        >
          {word}
        </button>
      ))}
    </div>
  );
}
