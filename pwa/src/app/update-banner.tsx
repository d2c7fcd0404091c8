import { useEffect, useState } from "preact/hooks";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { isUpdateReady, update, updates } from "@/lib/updates";

export function UpdateBanner() {
  const [ready, setReady] = useState(isUpdateReady);
  useEffect(() => {
    const read = () => setReady(isUpdateReady());
    updates.addEventListener("ready", read);
    return () => updates.removeEventListener("ready", read);
  }, []);
  if (!ready) return null;
  return (
    <div role="status" class="flex items-center justify-between gap-2 bg-accent-soft px-4 text-sm">
      {words().update.ready}
      <Button look="quiet" onClick={update}>
        {words().update.reload}
      </Button>
    </div>
  );
}
