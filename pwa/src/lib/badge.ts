/** How much is unread, on the app's icon: where there is such a thing. A browser that refuses shows none. */
export async function showBadge(count: number): Promise<void> {
  if (!("setAppBadge" in navigator)) return;
  await (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => null);
}
