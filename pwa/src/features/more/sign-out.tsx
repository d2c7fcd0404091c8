/** Signing out deletes what has not been sent. Who has something waiting is asked first. */

import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { outbox } from "@/data/sending";
import { words } from "@/lib/words/words";
import { useWaiting } from "@/settings/use-waiting";
import { Button } from "@/ui/button";
import { Sheet } from "@/ui/sheet";

export function SignOut({ onSignOut }: { onSignOut: () => void }) {
  const [asking, setAsking] = useState(false);
  const waiting = useWaiting().length;
  const [, go] = useLocation();
  const { session, trouble } = words();
  return (
    <>
      <Button class="w-full" onClick={() => (outbox.all().length > 0 ? setAsking(true) : onSignOut())}>
        {session.signOut}
      </Button>
      {asking && (
        <Sheet title={session.unsent(waiting)} closeLabel={trouble.dismiss} onClose={() => setAsking(false)}>
          <p class="text-sm text-quiet">{session.unsentLead}</p>
          <div class="mt-4 space-y-2">
            <Button look="primary" class="w-full" onClick={() => go("/more/sync")}>
              {session.showUnsent}
            </Button>
            <Button class="w-full !text-danger" onClick={onSignOut}>
              {session.signOutAnyway}
            </Button>
          </div>
        </Sheet>
      )}
    </>
  );
}
