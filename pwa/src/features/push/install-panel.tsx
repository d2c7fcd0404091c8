import { install } from "@/lib/install";
import { pushWords } from "@/lib/words/push";
import { Button } from "@/ui/button";
import { Panel } from "@/ui/panel";
import { useInstall } from "./use-install";

/** Nothing where it is installed, or where only the browser's own menu can do it. */
export function InstallPanel() {
  const { install: said } = pushWords();
  if (!useInstall()) return null;
  return (
    <Panel title={said.title}>
      <p class="text-sm text-quiet">{said.lead}</p>
      <Button icon="install" class="w-full" onClick={() => void install()}>
        {said.button}
      </Button>
    </Panel>
  );
}
