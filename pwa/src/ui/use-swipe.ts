/** A finger that draws something to one side. Whoever has none finds a button that does the same. */

import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

const BEGINS_AT_PX = 12;
const ENOUGH_PX = 96;

export function useSwipe(of: RefObject<HTMLElement>, swiped: { left: () => void; right: () => void }): void {
  const now = useRef(swiped);
  now.current = swiped;
  useEffect(() => {
    const element = of.current!;
    let from: PointerEvent | null = null;
    let isSwipe = false;
    const draw = (by: number) => void (element.style.transform = by === 0 ? "" : `translateX(${by}px)`);
    const begin = (event: PointerEvent) => {
      from = event.pointerType === "touch" && event.isPrimary ? event : null;
      isSwipe = false;
    };
    const move = (event: PointerEvent) => {
      if (from?.pointerId !== event.pointerId) return;
      const [across, along] = [event.clientX - from.clientX, event.clientY - from.clientY];
      if (!isSwipe && Math.abs(along) > BEGINS_AT_PX) from = null;
      else if (isSwipe || Math.abs(across) > BEGINS_AT_PX) {
        isSwipe = true;
        draw(across);
      }
    };
    const end = (event: PointerEvent) => {
      const across = from?.pointerId === event.pointerId && isSwipe ? event.clientX - from.clientX : 0;
      from = null;
      draw(0);
      if (event.type === "pointercancel" || Math.abs(across) < ENOUGH_PX) return;
      if (across < 0) now.current.left();
      else now.current.right();
    };
    element.addEventListener("pointerdown", begin);
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", end);
    element.addEventListener("pointercancel", end);
    return () => {
      element.removeEventListener("pointerdown", begin);
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", end);
      element.removeEventListener("pointercancel", end);
    };
  }, []);
}
