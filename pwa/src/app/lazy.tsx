/** A screen whose code is fetched when it is first shown; all of it is kept for offline, so that is a moment. */

import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { SkeletonRows, Trouble } from "@/ui/states";
import { words } from "@/lib/words/words";

/** `meanwhile`: what stands in its place; rows, if nothing is given. */
export function lazy<Props extends object>(
  fetched: () => Promise<ComponentType<Props>>,
  meanwhile?: ComponentChildren,
): ComponentType<Props> {
  let known: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [Screen, setScreen] = useState(() => known);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (known) return;
      fetched().then(
        (it) => setScreen(() => (known = it)),
        () => setFailed(true),
      );
    }, []);
    if (Screen) return <Screen {...props} />;
    const { trouble } = words();
    if (failed) return <Trouble title={trouble.title} detail={trouble.offline} retry={trouble.retry} onRetry={loadAnew} />;
    return <>{meanwhile ?? <SkeletonRows count={8} label={words().loading} />}</>;
  };
}

/** Without a worker, a part may be gone since a newer build is served; and browsers remember what they could not fetch. */
function loadAnew(): void {
  location.reload();
}
