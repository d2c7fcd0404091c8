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
  send: "M4.5 12L3.5 4.5 21 12 3.5 19.5zM4.5 12H12",
  hash: "M9.5 4l-2 16M16.5 4l-2 16M4.5 9h16M3.5 15h16",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  group: "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5c.6-3 3.2-4.7 6.5-4.7s5.900 1.700 6.500 4.700M15.500 4.800a3.500 3.500 0 0 1 0 6.400M18 15.300c1.800.700 3.100 2.100 3.500 4.200",
  muted: "M9.500 19a2.600 2.600 0 0 0 5 0M17.500 14V10.500a5.500 5.500 0 0 0-8.200-4.800M6.600 9.200c-.1.4-.1.800-.1 1.300 0 3-.9 4.600-2 5.500h11.500M4 4l16 16",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.500 14c.8 1.500 2 2.200 3.500 2.200s2.700-.7 3.500-2.200M9 9.500h.01M15 9.500h.01",
  trash: "M5 7h14M10 7V4.500h4V7M7 7l.8 12.500h8.400L17 7M10.500 11v5M13.500 11v5",
  copy: "M9 9h10.500v10.500H9zM5.500 15H4.500V4.500H15v1",
  down: "M6 9.500l6 6 6-6",
  card: "M3.500 5.500h17v13h-17zM8.500 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM5.500 16c.4-1.600 1.500-2.400 3-2.400s2.600.8 3 2.400M14.500 10h3M14.500 14h3",
  at: "M12 15.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM15.500 8.500v4.500a2.300 2.300 0 0 0 4.600.300V12a8.200 8.200 0 1 0-3.200 6.500",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 8h.01",
  unread: "M4 6h10M4 6v12h16v-7M4.500 6.500L12 13l3-2.600M19 7.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  warning: "M12 4l9 16H3zM12 10v4M12 17h.01",
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
