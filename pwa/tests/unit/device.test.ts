import { describe, expect, it } from "vitest";
import { deviceOf } from "@/lib/device";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
const CHROME = `${WEBKIT} Chrome/142.0.0.0`;

describe("a device's name", () => {
  it.each([
    ["Chrome · Android", "android", `Mozilla/5.0 (Linux; Android 10; K) ${CHROME} Mobile Safari/537.36`],
    ["Samsung Internet · Android", "android", `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`],
    ["Firefox · Android", "android", "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"],
    ["Edge · Windows", "windows", `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/142.0.0.0`],
    ["Opera · Windows", "windows", `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 OPR/120.0.0.0`],
    ["Chrome · Chromebook", "chromeos", `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME} Safari/537.36`],
    ["Firefox · Linux", "linux", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"],
    ["Safari · Mac", "mac", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15"],
    ["Safari · iPhone", "ios", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1"],
    ["Chrome · iPhone", "ios", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.0.0 Mobile/15E148 Safari/604.1"],
    ["Browser", "other", "curl/8"],
  ])("is %s", (label, platform, userAgent) => {
    expect(deviceOf({ userAgent, maxTouchPoints: 0 })).toMatchObject({ label, platform });
  });

  it("is an iPad's where a Mac can be touched", () => {
    const userAgent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15";

    expect(deviceOf({ userAgent, maxTouchPoints: 5 })).toMatchObject({ label: "Safari · iPad", platform: "ios" });
  });
});
