import { useId, useRef, useState } from "preact/hooks";
import { Button } from "./button";

interface Props {
  label: string;
  value: string;
  copy: string;
  copied: string;
}

/** A text to pass on. Where a browser lets no page copy, it is marked, to be copied by hand. */
export function CopyField({ label, value, copy, copied }: Props) {
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  const act = async () => {
    box.current?.select();
    setCopied(await copyText(value));
  };
  return (
    <div>
      <label for={id} class="mb-1 block text-sm font-medium">
        {label}
      </label>
      <div class="flex gap-2">
        <input
          ref={box}
          id={id}
          readOnly
          value={value}
          onFocus={(event) => event.currentTarget.select()}
          class="h-12 w-full min-w-0 grow rounded-xl border border-line bg-ground px-4 text-base text-ink"
        />
        <Button icon={isCopied ? "check" : "copy"} class="shrink-0" onClick={() => void act()}>
          {isCopied ? copied : copy}
        </Button>
      </div>
    </div>
  );
}

/** Whether it could. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
