/** What is shown for a push. Whatever came, something is: browsers take the right to ring from who shows nothing. */

export interface Shown extends NotificationOptions {
  /** Not in TypeScript's library: rings again though one with this tag is shown. */
  renotify?: boolean;
}

export interface Ring {
  title: string;
  options: Shown;
  /** Null when it cannot be told that it arrived. */
  pushId: string | null;
  /** How much is unread; null when it does not say. */
  badge: number | null;
}

const NAME = "QERO";
const SOMETHING = { en: "There is something new.", sv: "Det finns något nytt." };
const LOOK = { icon: "/icons/icon-192.png", badge: "/icons/mono-96.png" };

type Told = Record<string, unknown>;

/** `told` is the payload as it was read, if it could be. Its address is kept in `data.url` when it is of `origin`. */
export function ringOf(told: unknown, { origin, language }: { origin: string; language: string }): Ring {
  const payload = asTold(told);
  const notification = asTold(payload?.["notification"]);
  const title = textIn(notification?.["title"]);
  if (!notification || !title) return somethingNew(language);
  const data = asTold(notification["data"]) ?? {};
  const tag = textIn(notification["tag"]);
  const url = addressOf(notification["navigate"], origin);
  const options: Shown = {
    ...LOOK,
    body: textIn(notification["body"]) ?? "",
    lang: textIn(notification["lang"]) ?? "",
    data: { ...data, ...(url && { url }) },
    // Without a tag to ring again for, browsers throw.
    ...(tag && { tag, renotify: true }),
  };
  return { title, options, pushId: textIn(data["push_id"]), badge: countIn(payload?.["app_badge"]) };
}

export function somethingNew(language: string): Ring {
  const body = language.startsWith("sv") ? SOMETHING.sv : SOMETHING.en;
  return { title: NAME, options: { ...LOOK, body, tag: "something", renotify: true }, pushId: null, badge: null };
}

/** In the place of the one that is shown, without a second ring. */
export function quietly(ring: Ring): Ring {
  return { ...ring, options: { ...ring.options, renotify: false, silent: true } };
}

/** The start of the app, for what has no address of its own. */
export function addressIn(data: unknown, origin: string): string {
  return addressOf(asTold(data)?.["url"], origin) ?? `${origin}/`;
}

function addressOf(told: unknown, origin: string): string | null {
  if (typeof told !== "string") return null;
  try {
    const url = new URL(told, origin);
    return url.origin === origin ? url.href : null;
  } catch {
    return null;
  }
}

function asTold(value: unknown): Told | null {
  return typeof value === "object" && value !== null ? (value as Told) : null;
}

function textIn(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function countIn(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}
