import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { chooseLanguage, languageNow } from "@/lib/language";
import { words } from "@/lib/words/words";

interface Props {
  title: string;
  lead?: string;
  children: ComponentChildren;
}

/** The door: the mark, what it is, and one form. */
export function Frame({ title, lead, children }: Props) {
  useEffect(() => {
    document.title = `${title} · QERO`;
    return () => void (document.title = "QERO");
  }, [title]);
  const other = languageNow() === "en" ? (["sv", "Svenska"] as const) : (["en", "English"] as const);
  return (
    <main class="flex min-h-full flex-col items-center justify-center px-6 py-8">
      <div class="w-full max-w-sm">
        <img src="/favicon.svg" alt="" width="56" height="56" class="mb-6" />
        <h1 class="text-xl font-semibold">{title}</h1>
        <p class="mt-1 mb-6 text-base text-quiet">{lead ?? words().tagline}</p>
        {children}
        <button
          type="button"
          lang={other[0]}
          class="mt-6 min-h-12 text-sm font-medium text-quiet underline-offset-4 hover:underline"
          onClick={() => chooseLanguage(other[0])}
        >
          {other[1]}
        </button>
      </div>
    </main>
  );
}
