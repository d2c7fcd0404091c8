/** How the app stands with the server, as far as it is true: a device without a network is offline whatever was last heard. */

import { useEffect, useState } from "preact/hooks";
import { live } from "@/data/live-updates";
import type { LiveState } from "@/live/live-stream";

export type Standing = LiveState | "away";

export function useStanding(): Standing {
  const [standing, setStanding] = useState(now);
  useEffect(() => {
    const read = () => setStanding(now());
    read();
    const end = live.subscribe(read);
    for (const event of ["online", "offline"]) addEventListener(event, read);
    return () => {
      end();
      for (const event of ["online", "offline"]) removeEventListener(event, read);
    };
  }, []);
  return standing;
}

function now(): Standing {
  return live.state !== "auth_required" && !navigator.onLine ? "away" : live.state;
}
