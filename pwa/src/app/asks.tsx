/** What the app asks of a person, each where it would help them: to be rung in the chat, to be installed once it is used. */

import { useEffect, useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { acted } from "@/lib/api";

const ACTED = "acted";
const CALM = new Set(["/queue", "/contacts", "/tma", "/follow-ups"]);

type Cards = typeof import("@/features/push/cards");

export function Asks() {
  const [path] = useLocation();
  const hasActed = useActed();
  const [cards, setCards] = useState<Cards>();
  const wanted = path === "/chat" ? "SoftAsk" : hasActed && CALM.has(path) ? "InstallCard" : null;
  useEffect(() => {
    if (wanted) void import("@/features/push/cards").then(setCards);
  }, [wanted]);
  const Card = wanted && cards?.[wanted];
  return Card ? <Card /> : null;
}

/** Whether this person has changed anything yet: whoever just looks around is not asked. */
function useActed(): boolean {
  const [hasActed, setActed] = useState(() => localStorage.getItem(ACTED) !== null);
  useEffect(() => {
    const note = () => (localStorage.setItem(ACTED, "yes"), setActed(true));
    acted.addEventListener("change", note, { once: true });
    return () => acted.removeEventListener("change", note);
  }, []);
  return hasActed;
}
