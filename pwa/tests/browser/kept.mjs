/** What the device keeps, by its keys. Runs in the page, of somebody who is signed in. */
export async function keptKeys() {
  const { name } = (await indexedDB.databases()).find((one) => one.name.startsWith("qero-"));
  const database = await new Promise((done) => (indexedDB.open(name).onsuccess = ({ target }) => done(target.result)));
  const all = (store) =>
    new Promise((done) => (database.transaction(store).objectStore(store).getAllKeys().onsuccess = ({ target }) => done(target.result)));
  const [answers, kept] = [await all("answers"), await all("kept")];
  database.close();
  return { answers, kept };
}
