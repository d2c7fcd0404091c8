/** Asks before the browser does, where it would help: what it is for, and that it can be left. */

import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { mayAsk, notNow } from "@/lib/asking";
import { pushWords } from "@/lib/words/push";
import { Button } from "@/ui/button";
import { Card } from "./card";
import { usePushHere } from "./use-push-here";

export function SoftAsk() {
  const { state, outcome, isAsking, turnOn } = usePushHere();
  const [may, setMay] = useState(() => mayAsk("push"));
  const [, navigate] = useLocation();
  const { ask, outcome: outcomes, turningOn } = pushWords();
  if (!may) return null;
  const leave = () => (notNow("push"), setMay(false));
  const later = (
    <Button look="quiet" class="grow" onClick={leave}>
      {ask.notNow}
    </Button>
  );
  if (state === "not-installed-ios") {
    return (
      <Card icon="bell" title={ask.title} lead={ask.leadIos}>
        {later}
        <Button look="primary" class="grow" onClick={() => navigate("/more/notifications")}>
          {ask.how}
        </Button>
      </Card>
    );
  }
  if (state !== "off") return null;
  const said = outcome && outcome in outcomes ? outcomes[outcome as keyof typeof outcomes] : ask.lead;
  return (
    <Card icon="bell" title={ask.title} lead={said}>
      {later}
      <Button look="primary" class="grow" disabled={isAsking} onClick={turnOn}>
        {isAsking ? turningOn : ask.yes}
      </Button>
    </Card>
  );
}
