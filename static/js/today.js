/* The pages of the day on a phone: the list, the three screens of a stop, the signature, what waits. Texts come from the
   page, where they are translated. The outbox (outbox.js) keeps and sends what is recorded here. */
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const base = one("#outbox").dataset;
const NUMBERS = `numbers-${base.user}`;
const LONGEST_EDGE = 1600;
const QUALITY = 0.8;
const tell = (name, detail = {}) => document.dispatchEvent(new CustomEvent(`outbox:${name}`, { detail }));
const clock = (moment) => new Date(moment).toTimeString().slice(0, 5);
const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1e6).toFixed(1)} MB`);

// ---------- the bar that says what waits ----------
function showBar({ entries, online }) {
  const waits = entries.filter((entry) => entry.state !== "sent").length;
  const bar = one("[data-off]");
  bar.hidden = online && !waits;
  one("[data-no-network]", bar).hidden = online;
  one("[data-some]", bar).hidden = !waits;
  one("[data-kept]", bar).hidden = online || waits > 0;
  one("[data-count]", bar).textContent = waits;
}

// ---------- the list: what was recorded on this phone is done, even before it is sent ----------
function showList({ entries }) {
  const stops = one("[data-stops]");
  if (!stops) return;
  const done = one("[data-done-list]");
  for (const entry of entries.filter((each) => each.state !== "refused")) {
    const link = one(`[data-visit="${entry.visit}"]`, stops);
    if (!link) continue;
    link.classList.add("done");
    link.classList.remove("next");
    const when = one(".when", link);
    when.textContent = clock(entry.made);
    done.append(link.closest("li"));
  }
  const left = all("li", stops);
  left.forEach((row, at) => one("a", row).classList.toggle("next", at === 0));
  one("[data-left]").textContent = left.length;
  one("[data-done]").textContent = done.children.length;
  one("[data-done-fold]").hidden = !done.children.length;
}

// ---------- what waits ----------
function details(entry) {
  const words = one("[data-words]").dataset;
  const photos = entry.fields.filter(([name]) => name === "photos").length;
  const signed = entry.fields.some(([name, value]) => ["signature", "signed_name"].includes(name) && value);
  return [clock(entry.made), signed && words.withSignature, photos && `${words.photos} ${photos}`].filter(Boolean).join(base.comma);
}
function row(entry) {
  const line = one(`#${entry.state}-row`).content.cloneNode(true).firstElementChild;
  const put = (name, text) => { const place = one(`[data-${name}]`, line); if (place) place.textContent = text; };
  put("what", entry.customer + base.comma + entry.label);
  put("why", entry.why ?? "");
  if (entry.state === "sent") put("at", clock(entry.at));
  else {
    put("details", details(entry));
    put("size", size(entry.size));
  }
  const open = one("[data-open]", line);
  if (open) open.href = `${open.getAttribute("href")}${entry.visit}/`;
  one("[data-again]", line)?.addEventListener("click", () => tell("again", { key: entry.key }));
  one("[data-remove]", line)?.addEventListener("click", () => tell("remove", { key: entry.key }));
  return line;
}
function showWaiting({ entries }) {
  const queue = one("[data-queue]");
  if (!queue) return;
  const waits = entries.filter((entry) => entry.state !== "sent");
  const sent = entries.filter((entry) => entry.state === "sent");
  queue.replaceChildren(...waits.map(row));
  one("[data-sent]").replaceChildren(...sent.map(row));
  one("[data-sent-count]").textContent = sent.length;
}
document.addEventListener("outbox:change", ({ detail }) => [showBar, showList, showWaiting].forEach((show) => show(detail)));

// ---------- the screens of a stop ----------
const screens = all("[data-screen]");
function showScreen() {
  const wanted = location.hash.slice(1);
  const name = screens.some((screen) => screen.dataset.screen === wanted) ? wanted : "visit";
  screens.forEach((screen) => { screen.hidden = screen.dataset.screen !== name; });
  const back = { visit: "", outcome: "#visit", sign: "#outcome" }[name];
  if (one("[data-back]")) one("[data-back]").href = back || base.list;
  if (name === "sign") beginSigning();
  window.scrollTo(0, 0);
}
if (screens.length) {
  all("[data-only-script]").forEach((element) => { element.hidden = false; });
  window.addEventListener("hashchange", showScreen);
}

// ---------- photos are made small on the phone ----------
let photos = [];
async function shrunk(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_EDGE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.width * scale, picture.height * scale].map(Math.round);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? file), "image/jpeg", QUALITY));
  } catch {
    return file; // a kind that this browser cannot draw; the server reads it
  }
}
one("[name=photos]")?.addEventListener("change", async (event) => {
  photos = await Promise.all([...event.target.files].map(shrunk));
  const said = one("[data-photos]");
  said.textContent = `${said.dataset.text} ${photos.length}${base.comma}${size(photos.reduce((sum, photo) => sum + photo.size, 0))}`;
});

// ---------- the signature: strokes in units of the box, drawn again in any size ----------
const pad = one("[data-pad]");
let strokes = [];
function draw(canvas, ink, paper) {
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, canvas.width, canvas.height);
  if (paper) {
    pen.fillStyle = paper;
    pen.fillRect(0, 0, canvas.width, canvas.height);
  }
  Object.assign(pen, { strokeStyle: ink, lineWidth: canvas.width / 140, lineCap: "round", lineJoin: "round" });
  for (const stroke of strokes) {
    pen.beginPath();
    stroke.forEach(([x, y]) => pen.lineTo(x * canvas.width, y * canvas.height));
    if (stroke.length === 1) pen.lineTo(stroke[0][0] * canvas.width + 1, stroke[0][1] * canvas.height);
    pen.stroke();
  }
}
const redraw = () => draw(pad, getComputedStyle(pad).color);
function beginSigning() {
  const form = one("[data-outcome]");
  const box = pad.getBoundingClientRect();
  [pad.width, pad.height] = [box.width, box.height].map((edge) => Math.round(edge * devicePixelRatio));
  redraw();
  const statement = one("[name=statement]");
  const ticket = one("[name=ticket]:checked", form);
  const follows = ticket?.matches("[data-joins]") ? statement.dataset.ticketText : ticket?.matches("[data-new]") ? statement.dataset.newText : "";
  const words = [signer(form), form.elements.requirements.value.trim()].filter(Boolean).join(": ");
  one("[data-words]", form).textContent = [words, follows].filter(Boolean).join(" ");
  statement.value = [one("[data-base]").textContent, words, follows].filter(Boolean).join("\n");
  one("[data-signer]").textContent = signer(form) || form.dataset.customer;
}
const signer = (form) => one("[name=contact]:checked", form)?.dataset.name || form.elements.met_whom.value.trim();
const place = (event) => {
  const box = pad.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
};
pad?.addEventListener("pointerdown", (event) => {
  pad.setPointerCapture(event.pointerId);
  one("[data-unsigned]").hidden = true;
  strokes.push([place(event)]);
  redraw();
});
pad?.addEventListener("pointermove", (event) => {
  if (!pad.hasPointerCapture(event.pointerId)) return;
  strokes.at(-1).push(place(event));
  redraw();
});
one("[data-clear]")?.addEventListener("click", () => {
  strokes = [];
  redraw();
});
function signaturePicture() {
  const canvas = Object.assign(document.createElement("canvas"), { width: pad.width, height: pad.height });
  draw(canvas, "#111", "#fff");
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

// ---------- saving: into the outbox, with or without a network ----------
const MISSED = ["reason", "try_on"];
const MET = ["contact", "met_whom", "mood", "requirements", "opinions", "suggestions", "promised", "correction", "channel", "ticket", "next_on", "next_reason"];
const agrees = (form) => Boolean(one("[data-date]", form)?.checked);
const valueOf = (form, name) => one(`[name=${name}]:checked`, form)?.value ?? form.elements[name]?.value ?? "";

async function fieldsOf(form, action, signs) {
  const names = action === "miss" ? MISSED : MET;
  const fields = names.map((name) => [name, valueOf(form, name)]).filter(([, value]) => value);
  if (action === "miss") return fields;
  if (!agrees(form)) fields.splice(0, fields.length, ...fields.filter(([name]) => !name.startsWith("next_")));
  fields.push(["took_place_at", new Date().toISOString()], ...photos.map((photo) => ["photos", photo]));
  if (!signs) return fields;
  const typed = form.elements.signed_name.value.trim();
  if (strokes.length) fields.push(["signature", await signaturePicture()]);
  return [...fields, ["signed_name", typed || signer(form) || form.dataset.customer], ["statement", form.elements.statement.value]];
}

function faultOf(form, action, signs) {
  if (action === "miss") return form.elements.try_on.value ? null : form.elements.try_on;
  if (!one("[name=mood]:checked", form)) return one("[name=mood]", form);
  const opens = one("[data-new]", form).checked || valueOf(form, "mood") === "complaint";
  if (opens && !one("[data-joins]", form)?.checked && !form.elements.requirements.value.trim()) return form.elements.requirements;
  if (agrees(form)) {
    const { next_on: day, next_reason: why } = form.elements;
    if (!day.value || !day.validity.valid) return day;
    if (why && day.value > why.dataset.due && !why.value.trim()) return why;
  }
  if (signs && !strokes.length && !form.elements.signed_name.value.trim()) return form.elements.signed_name;
  return null;
}

function sayFault(field, signs) {
  one("[data-unsigned]").hidden = field.name !== "signed_name";
  if (field.name !== "signed_name" && signs) location.hash = "#outcome";
  requestAnimationFrame(() => {
    field.required = true;
    field.reportValidity();
    field.required = false;
    field.focus();
  });
}

one("[data-outcome]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const action = one("[data-missed]", form).checked ? "miss" : "record";
  const signs = Boolean(event.submitter?.matches("[data-signed]"));
  const fault = faultOf(form, action, signs);
  if (fault) return sayFault(fault, signs);
  const buttons = all("[data-save]", form);
  buttons.forEach((button) => { button.disabled = true; });
  const fields = await fieldsOf(form, action, signs);
  const data = form.dataset;
  const entry = {
    visit: data.visit,
    customer: data.customer,
    action,
    label: action === "miss" ? data.labelMiss : data.labelRecord,
    url: action === "miss" ? data.miss : data.record,
    fields,
    size: fields.reduce((sum, [, value]) => sum + (value.size ?? value.length), 200),
  };
  const error = await new Promise((kept) => tell("add", { entry, kept }));
  buttons.forEach((button) => { button.disabled = false; });
  if (!error) return location.assign(base.list);
  const said = one("[data-fault]");
  [said.hidden, said.textContent] = [false, String(error)];
});
one("[data-sign]")?.addEventListener("click", (event) => {
  const fault = faultOf(event.target.closest("form"), "record", false);
  if (!fault) return;
  event.preventDefault();
  sayFault(fault, false);
});

// ---------- phone numbers: taken along once a day, because without a network none can be shown ----------
const remembered = () => JSON.parse(localStorage.getItem(NUMBERS) ?? "{}");
function showNumbers() {
  const { numbers = {} } = remembered();
  all("[data-tel]").filter((link) => numbers[link.dataset.tel]).forEach((link) => {
    link.href = `tel:${numbers[link.dataset.tel].replace(/[^+\d]/g, "")}`;
  });
}
async function takeNumbers() {
  const stops = all("[data-stops] [data-visit]").map((link) => link.dataset.visit);
  const { day, numbers = {} } = remembered();
  const today = new Date().toDateString();
  if (!stops.length || (day === today && stops.every((stop) => stop in numbers))) return;
  const csrf = document.body.dataset.csrf;
  const answer = await fetch(base.numbers, { method: "POST", headers: { "X-CSRFToken": csrf } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const found = Object.fromEntries(stops.map((stop) => [stop, ""]));
  localStorage.setItem(NUMBERS, JSON.stringify({ day: today, numbers: { ...found, ...(await answer.json()) } }));
}

// ---------- taking the day along ----------
async function takeAlong() {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  serviceWorker.addEventListener("message", ({ data }) => { document.body.dataset.kept = data.kept === data.of ? "all" : "some"; });
  await serviceWorker.register(base.worker);
  const worker = (await serviceWorker.ready).active;
  if (!one("[data-stops]") || !navigator.onLine) return;
  const pages = [base.list, base.waiting, ...all("[data-stops] [data-visit]").map((link) => link.href)];
  const parts = performance.getEntriesByType("resource").map((found) => found.name).filter((url) => new URL(url).pathname.startsWith("/static/"));
  worker.postMessage({ pages, parts: [...new Set(parts)] });
  await takeNumbers();
}
showNumbers();
showScreen();
tell("ask");
takeAlong();
