import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

const HEIGHT = "--below-notices";

/** Notices leave this part at the foot of the screen free: its buttons are pressed one after the other. */
export function useBelowNotices(foot: RefObject<HTMLElement>): void {
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    const watch = new ResizeObserver(([entry]) => style.setProperty(HEIGHT, `${entry!.target.clientHeight}px`));
    watch.observe(foot.current!);
    return () => {
      watch.disconnect();
      style.removeProperty(HEIGHT);
    };
  }, []);
}
