import { useEffect, useState } from "preact/hooks";
import { canInstall, installs } from "@/lib/install";

/** Whether the browser lets the app ask to be installed. */
export function useInstall(): boolean {
  const [can, setCan] = useState(canInstall);
  useEffect(() => {
    const read = () => setCan(canInstall());
    read();
    installs.addEventListener("change", read);
    return () => installs.removeEventListener("change", read);
  }, []);
  return can;
}
