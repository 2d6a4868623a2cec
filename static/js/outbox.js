/* The outbox of a phone: records of visits wait in IndexedDB until the server has confirmed them. Each has a key, so that
   it takes effect once however often it is sent. A record that the server refuses is kept and shown, never dropped.

   Other scripts talk to it by events of the document: "outbox:add" {entry, kept}, "outbox:send", "outbox:again" {key},
   "outbox:remove" {key}, "outbox:ask"; it answers with "outbox:change" {entries, online}. */
const base = document.querySelector("#outbox");
const mine = base.dataset.user;
const STORE = "records";
const PATIENCE = 60_000;
const AGAIN = 30_000;
const KEPT_DAYS = 1;

const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("visits-outbox", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

// The result, once the transaction is on the disk of the phone.
const doing = async (mode, act) => {
  const transaction = (await opened).transaction(STORE, mode);
  const asked = act(transaction.objectStore(STORE));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
};

const put = (entry) => doing("readwrite", (store) => store.put(entry));
const drop = (key) => doing("readwrite", (store) => store.delete(key));
const entries = async () => {
  const all = await doing("readonly", (store) => store.getAll());
  return all.filter((entry) => entry.user === mine).sort((a, b) => a.made - b.made);
};

let online = navigator.onLine;
const tell = async () => {
  document.dispatchEvent(new CustomEvent("outbox:change", { detail: { entries: await entries(), online } }));
};

// Whether the server is there, and still for the same person. The token is new after each sign-in.
const ready = async () => {
  const answer = await fetch(base.dataset.ready, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
  online = answer !== null;
  if (!answer?.ok || answer.redirected) return null;
  const found = await answer.json().catch(() => null);
  return String(found?.user) === mine ? found.csrf : null;
};

const post = (entry, csrf) => {
  const body = new FormData();
  entry.fields.forEach(([name, value]) => (value instanceof Blob ? body.append(name, value, `${name}.${value.type === "image/png" ? "png" : "jpg"}`) : body.append(name, value)));
  body.append("key", entry.key);
  const headers = { "X-CSRFToken": csrf, Accept: "application/json" };
  return fetch(entry.url, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
};

// What the server says about a refused record: its sentence, and that of each field.
const reasonOf = async (answer) => {
  const said = await answer.json().catch(() => ({}));
  const fields = (said.errors ?? []).map((error) => error.message ?? error.detail).filter(Boolean);
  return [...new Set([said.detail, ...fields].filter(Boolean))].join(" ") || (answer.status === 404 ? base.dataset.gone : base.dataset.refused);
};

// Later: the network, the server, or the session is not there. The record stays as it is.
const isLater = (status) => status === 401 || status === 429 || status === 408 || status >= 500;

const sendOne = async (entry, csrf) => {
  const answer = await post(entry, csrf).catch(() => null);
  if (!answer || isLater(answer.status) || answer.redirected) return false;
  if (answer.ok) {
    await put({ ...entry, state: "sent", fields: [], at: Date.now() });
  } else {
    await put({ ...entry, state: "refused", why: await reasonOf(answer), status: answer.status });
  }
  return true;
};

const sendAll = async () => {
  const csrf = await ready();
  if (csrf !== null) {
    for (const entry of (await entries()).filter((one) => one.state === "waiting")) {
      if (!(await sendOne(entry, csrf))) break;
      await tell();
    }
  }
  const old = Date.now() - KEPT_DAYS * 86_400_000;
  for (const entry of await entries()) if (entry.state === "sent" && entry.at < old) await drop(entry.key);
  await tell();
};

// One window sends at a time.
const send = () => navigator.locks.request("visits-outbox", { ifAvailable: true }, (lock) => lock && sendAll());

const on = (name, act) => document.addEventListener(name, act);
on("outbox:add", async ({ detail }) => {
  const entry = { ...detail.entry, key: crypto.randomUUID(), user: mine, made: Date.now(), state: "waiting" };
  try {
    await put(entry);
  } catch (error) {
    return detail.kept(error);
  }
  detail.kept(null);
  await tell();
  send();
});
on("outbox:again", async ({ detail }) => {
  const entry = (await entries()).find((one) => one.key === detail.key);
  if (entry) await put({ ...entry, state: "waiting", why: "" });
  send();
});
on("outbox:remove", async ({ detail }) => {
  await drop(detail.key);
  await tell();
});
on("outbox:send", send);
on("outbox:ask", tell);
on("visibilitychange", () => document.hidden || send());
window.addEventListener("online", send);
window.addEventListener("offline", () => {
  online = false;
  tell();
});
setInterval(send, AGAIN);
// The browser must not clear the records away when space is short.
navigator.storage?.persist?.();
send();
