/* Photos of an investigation wait in the browser until there is a network. A form with data-waits is kept with its photos
   in IndexedDB when it cannot be sent, and sent again later. Its hidden key makes it take effect once. */
const STORE = "forms";
const PATIENCE = 30_000;

const database = () =>
  new Promise((resolve, reject) => {
    const asked = indexedDB.open("waiting-forms", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { autoIncrement: true });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

const doing = async (mode, act) => {
  const store = (await database()).transaction(STORE, mode).objectStore(STORE);
  return new Promise((resolve, reject) => {
    const asked = act(store);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
};

const mine = document.body.dataset.user || "";

const waiting = async () => {
  const [keys, forms] = [await doing("readonly", (s) => s.getAllKeys()), await doing("readonly", (s) => s.getAll())];
  return forms.map((form, at) => ({ ...form, key: keys[at] })).filter((form) => form.user === mine);
};

const show = async () => {
  const here = (await waiting()).filter((form) => form.url.startsWith(location.pathname));
  document.querySelectorAll("[data-waiting-photos]").forEach((line) => {
    line.textContent = here.length ? `${line.dataset.some}${here.length}` : "";
  });
};

const send = async (form) => {
  const body = new FormData();
  form.fields.forEach(([name, value]) => body.append(name, value));
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token) body.set("csrfmiddlewaretoken", token.value);
  return fetch(form.url, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
};

const sendAll = async () => {
  let sent = 0;
  for (const form of await waiting()) {
    const answer = await send(form).catch(() => null);
    // Refused, or the session is over: it stays until it can be sent.
    if (!answer?.ok || !new URL(answer.url).pathname.startsWith("/quality/")) break;
    await doing("readwrite", (store) => store.delete(form.key));
    sent += 1;
  }
  await show();
  if (sent && document.querySelector("[data-waiting-photos]") && !document.querySelector("dialog[open]")) location.reload();
};

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-waits]");
  if (!form) return;
  event.preventDefault();
  const kept = { url: new URL(form.action).pathname, fields: [...new FormData(form).entries()], user: mine };
  const answer = navigator.onLine ? await send(kept).catch(() => null) : null;
  if (answer?.ok) return location.assign(answer.url);
  // The server refused it: the browser sends it again and shows why.
  if (answer) return form.submit();
  await doing("readwrite", (store) => store.add(kept));
  form.reset();
  form.closest("dialog")?.close();
  await show();
});

window.addEventListener("online", sendAll);
if (navigator.onLine) sendAll();
else show();
