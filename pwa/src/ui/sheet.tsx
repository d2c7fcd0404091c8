import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { isTyping } from "@/lib/typing";
import { IconButton } from "./button";

interface Props {
  title: string;
  closeLabel: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** From the bottom on a phone, in the middle elsewhere. Escape, the backdrop and its button close it. */
export function Sheet({ title, closeLabel, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const shown = dialog.current!;
    shown.showModal();
    // Closed before it goes, it gives the focus back to where it was.
    return () => shown.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby={heading}
      onClose={() => {
        caretBack();
        onClose();
      }}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
    >
      <div class="mb-2 flex items-center justify-between gap-2">
        <h2 id={heading} class="truncate text-lg font-semibold">
          {title}
        </h2>
        <IconButton icon="close" label={closeLabel} onClick={() => dialog.current?.close()} class="-mr-3" />
      </div>
      {children}
    </dialog>
  );
}

/** Chromium gives the focus back to a field in the sheet below, and forgets the caret: what is typed there gets lost. */
function caretBack(): void {
  const field = document.activeElement;
  if (!(field instanceof HTMLElement) || !isTyping(field)) return;
  field.blur();
  field.focus({ preventScroll: true });
}
