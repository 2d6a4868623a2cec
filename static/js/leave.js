// Signing out: what a phone took along of customers is deleted; only what waits to be sent stays.

async function dropSent() {
  const asked = indexedDB.open("visits-outbox");
  const database = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  const rows = database.transaction("records", "readwrite").objectStore("records").openCursor();
  await new Promise((resolve) => {
    rows.onsuccess = () => {
      if (!rows.result) return resolve();
      if (rows.result.value.state === "sent") rows.result.delete();
      rows.result.continue();
    };
  });
}
async function forgetDay() {
  Object.keys(localStorage).filter((name) => name.startsWith("numbers-")).forEach((name) => localStorage.removeItem(name));
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("visits-")).map((name) => caches.delete(name)));
  if ((await indexedDB.databases()).some(({ name }) => name === "visits-outbox")) await dropSent();
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-signs-out]") || !globalThis.caches) return;
  event.preventDefault();
  forgetDay().finally(() => form.submit());
});
