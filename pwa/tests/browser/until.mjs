/** For what a page says nothing of: `happened` is asked again and again, for half a minute at most. */
export async function until(happened) {
  const end = Date.now() + 30_000;
  while (!(await happened())) {
    if (Date.now() > end) throw new Error(`it never happened: ${happened}`);
    await new Promise((over) => setTimeout(over, 20));
  }
}
