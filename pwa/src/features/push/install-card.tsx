import { useState } from "preact/hooks";
import { mayAsk, notNow } from "@/lib/asking";
import { deviceHere, isInstalled } from "@/lib/device";
import { install } from "@/lib/install";
import { pushWords } from "@/lib/words/push";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { Sheet } from "@/ui/sheet";
import { Steps } from "@/ui/steps";
import { Card } from "./card";
import { IOS_STEPS } from "./ios-steps";
import { useInstall } from "./use-install";

/** By the browser's own window where there is one; on iPhone and iPad by the steps that only a person can take. */
export function InstallCard() {
  const can = useInstall();
  const [may, setMay] = useState(() => mayAsk("install"));
  const [isShown, setShown] = useState(false);
  const { ask, install: said } = pushWords();
  const byHand = deviceHere().platform === "ios" && !isInstalled();
  if (!may || (!can && !byHand)) return null;
  const leave = () => (notNow("install"), setMay(false));
  if (isShown) {
    return (
      <Sheet title={said.iosTitle} closeLabel={words().trouble.dismiss} onClose={leave}>
        <Steps steps={said.ios} icons={IOS_STEPS} />
      </Sheet>
    );
  }
  return (
    <Card icon="install" title={said.title} lead={said.lead}>
      <Button look="quiet" class="grow" onClick={leave}>
        {said.notNow}
      </Button>
      <Button look="primary" class="grow" onClick={byHand ? () => setShown(true) : () => void install()}>
        {byHand ? ask.how : said.button}
      </Button>
    </Card>
  );
}
