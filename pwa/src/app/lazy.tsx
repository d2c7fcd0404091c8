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
    const fetch = () => {
      setFailed(false);
      fetched().then(
        (it) => setScreen(() => (known = it)),
        () => setFailed(true),
      );
    };
    useEffect(() => void (known ?? fetch()), []);
    if (Screen) return <Screen {...props} />;
    const { trouble } = words();
    if (failed) return <Trouble title={trouble.title} detail={trouble.offline} retry={trouble.retry} onRetry={fetch} />;
    return <>{meanwhile ?? <SkeletonRows count={8} label={words().loading} />}</>;
  };
}
