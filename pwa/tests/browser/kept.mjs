/** What the device keeps of somebody who is signed in: its answers by their keys, and the keys of all else. Runs in the page. */
export async function keptHere() {
  const { name } = (await indexedDB.databases()).find((one) => one.name.startsWith("qero-"));
  const database = await new Promise((done) => (indexedDB.open(name).onsuccess = ({ target }) => done(target.result)));
  const reading = database.transaction(["answers", "kept"]);
  const found = (asked) => new Promise((done) => (asked.onsuccess = () => done(asked.result)));
  const [answers, kept] = await Promise.all([
    found(reading.objectStore("answers").getAll()),
    found(reading.objectStore("kept").getAllKeys()),
  ]);
  database.close();
  return { answers: Object.fromEntries(answers.map(({ hash, data }) => [hash, data])), kept };
}
