/** What this device is, as its browser describes itself: good enough for a name in a list. Pure. */

export type Platform = "ios" | "android" | "windows" | "mac" | "chromeos" | "linux" | "other";

export interface Device {
  /** `Firefox · Linux` */
  label: string;
  platform: Platform;
  browser: Browser;
}

type Browser = "Edge" | "Opera" | "Samsung Internet" | "Firefox" | "Chrome" | "Safari" | "Browser";

/** In this order: most of them claim to be the later ones as well. */
const BROWSERS: readonly (readonly [RegExp, Browser])[] = [
  [/Edg(?:e|A|iOS)?\//, "Edge"],
  [/OPR\/|OPT\//, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrom(?:e|ium)\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
];

const PLATFORMS: readonly (readonly [RegExp, Platform, string])[] = [
  [/iPhone|iPod/, "ios", "iPhone"],
  [/iPad/, "ios", "iPad"],
  [/Android/, "android", "Android"],
  [/Windows/, "windows", "Windows"],
  [/Macintosh/, "mac", "Mac"],
  [/CrOS/, "chromeos", "Chromebook"],
  [/Linux|X11/, "linux", "Linux"],
];

export function deviceOf({ userAgent, maxTouchPoints }: Pick<Navigator, "userAgent" | "maxTouchPoints">): Device {
  const browser = BROWSERS.find(([claim]) => claim.test(userAgent))?.[1] ?? "Browser";
  const [, platform, system] = PLATFORMS.find(([claim]) => claim.test(userAgent)) ?? [/$/, "other" as const, ""];
  // An iPad says that it is a Mac; no Mac can be touched in several places.
  if (platform === "mac" && maxTouchPoints > 1) return { label: `${browser} · iPad`, platform: "ios", browser };
  return { label: system ? `${browser} · ${system}` : browser, platform, browser };
}

export function deviceHere(): Device {
  return deviceOf(navigator);
}

/** Opened from an icon of its own. */
export function isInstalled(): boolean {
  const onIos = (navigator as { standalone?: boolean }).standalone === true;
  return onIos || matchMedia("(display-mode: standalone), (display-mode: minimal-ui)").matches;
}
