/** Line drawings on 24 by 24, drawn for QERO. They say nothing by themselves: a label stands beside or on the button. */

const DRAWN = {
  queue: "M4 6h10M4 12h7M4 18h7M16 11.5v7l5-3.5z",
  contacts: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.5V12l3 2",
  chat: "M20.5 11.5a8 8 0 0 1-11.7 7.1L4 20l1.4-4.6a8 8 0 1 1 15.1-3.9z",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4",
  phone:
    "M6.5 4h2.6l1.5 4-2 1.5a12 12 0 0 0 5.9 5.9l1.5-2 4 1.5v2.6a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 4.5 6.2 2 2 0 0 1 6.5 4z",
  mail: "M4 6h16v12H4zM4.5 6.5L12 13l7.5-6.5",
  flame: "M12 21c3.6 0 6-2.3 6-5.7 0-4.3-4.2-6.3-4.7-11.3-2.9 1.7-4.2 4.3-3.7 7-1-.4-1.7-1.2-2-2.3-1.1 1.6-1.6 3.8-1.6 6.2C6 18.6 8.4 21 12 21z",
  wrench: "M14.5 6.5a4 4 0 0 1 4.8-2.3l-2.5 2.5.5 2 2 .5 2.5-2.5a4 4 0 0 1-5.3 5L9 19.2A2.3 2.3 0 1 1 5.7 16l7.5-7.5c0-.7.4-1.4 1.3-2z",
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  check: "M5 12.5l4.5 4.5L19 7.5",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  snooze: "M12 21a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM5 3L2.5 5.5M19 3l2.5 2.5M9.5 10h5l-5 6h5",
  note: "M6 4h12v16H6zM9 9h6M9 13h4",
  edit: "M5 19l1-4L16 5l3 3L9 18z",
  warning: "M12 4l9 16H3zM12 10v4M12 17h.01",
  bell: "M12 4a5.5 5.5 0 0 0-5.5 5.5c0 5-2 6.5-2 6.5h15s-2-1.5-2-6.5A5.5 5.5 0 0 0 12 4zM10 19.5a2.2 2.2 0 0 0 4 0",
  bellOff: "M6.7 8.2a5.5 5.5 0 0 0-.2 1.3c0 5-2 6.5-2 6.5h11.3M9 4.9a5.5 5.5 0 0 1 8.5 4.6c0 2.4.4 4 .9 5M10 19.5a2.2 2.2 0 0 0 4 0M4 4l16 16",
  mobile: "M8 3.5h8a1.5 1.5 0 0 1 1.5 1.5v14a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 19V5A1.5 1.5 0 0 1 8 3.5zM11 17.5h2",
  desktop: "M4 5h16v11H4zM9 20h6M12 16v4",
  share: "M12 15V3.5M8.5 7L12 3.5 15.5 7M9 10.5H6.5v10h11v-10H15",
  addTo: "M5 5h14v14H5zM12 8.5v7M8.5 12h7",
  install: "M12 4v11M7.5 10.5L12 15l4.5-4.5M5 19.5h14",
  next: "M9 5l7 7-7 7",
} as const;

export type IconName = keyof typeof DRAWN;

export function Icon({ name, small = false }: { name: IconName; small?: boolean }) {
  const size = small ? 16 : 24;
  return (
    <svg
      class="shrink-0"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={name === "more" ? 3 : small ? 2 : 1.75}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={DRAWN[name]} />
    </svg>
  );
}
