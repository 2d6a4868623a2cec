// Pages can be read and saved without this file; it makes them quicker. All listeners are on the document,
// so that elements that htmx inserts later work too. Texts come from the page, where they are translated.

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (event, act) => document.addEventListener(event, act);
// Call act when a matching element, or something inside it, is clicked.
const onClick = (selector, act) => on("click", (event) => {
  const element = event.target.closest?.(selector);
  if (element && !event.defaultPrevented) act(element, event);
});

// ---------- htmx: send the CSRF token; show when the server did not answer ----------
on("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = document.body.dataset.csrf; });

// In the open sheet, or at the top of the page.
function sayNotSent() {
  const note = one("#not-sent");
  if (!note || one("[data-not-sent]")) return;
  const place = one("dialog[open] [data-dialog-body]") ?? one("main");
  place.prepend(note.content.cloneNode(true));
  one("[data-not-sent]").scrollIntoView({ block: "nearest" });
}
const isPoll = (event) => event.target.matches?.("[data-poll]");
on("htmx:sendError", (event) => { if (!isPoll(event)) sayNotSent(); });
on("htmx:responseError", (event) => { if (isPoll(event)) event.target.remove(); else sayNotSent(); });
// Without a network the browser would leave the page, and the input would be lost.
on("submit", (event) => {
  if (navigator.onLine || event.target.method === "dialog") return;
  event.preventDefault();
  sayNotSent();
});
window.addEventListener("online", () => one("[data-not-sent]")?.remove());
on("htmx:afterRequest", (event) => { if (event.detail.successful) one("[data-not-sent]")?.remove(); });

// ---------- what an ellipsis cuts: its title says the whole, from the moment somebody points at it ----------
on("pointerover", ({ target }) => {
  for (let el = target, up = 0; el instanceof HTMLElement && up < 4; el = el.parentElement, up += 1) {
    if (el.title) return;
    if (el.scrollWidth <= el.clientWidth || getComputedStyle(el).textOverflow !== "ellipsis") continue;
    el.title = el.innerText.trim();
    return;
  }
});

// ---------- polls: only while somebody looks; one that is answered by another page (signed out) ends ----------
on("htmx:beforeRequest", (event) => { if (isPoll(event) && document.hidden) event.preventDefault(); });
on("visibilitychange", () => {
  if (!document.hidden) all("[data-poll]").forEach((poll) => poll.dispatchEvent(new Event("looked")));
});
on("htmx:beforeSwap", (event) => {
  if (!isPoll(event) || event.detail.xhr.responseURL.includes(event.target.getAttribute("hx-get"))) return;
  event.detail.shouldSwap = false;
  event.target.remove();
});

// ---------- dialogs: a link or button names the dialog it opens ----------
function openDialog(dialog) {
  if (dialog.open) dialog.close();
  dialog.showModal();
  // What has to be filled in comes first: most of a sheet is known already.
  const body = one("[data-dialog-body]", dialog) ?? dialog;
  const lacking = all("[autofocus], :is(textarea, select, input):invalid", body).find((each) => each.checkVisibility());
  (lacking ?? one("textarea, select, input:not([type=hidden]), .btn-primary", body))?.focus();
}
onClick("[data-opens]", (opener, event) => {
  const dialog = one(opener.dataset.opens);
  if (!dialog) return;
  event.preventDefault();
  openDialog(dialog);
});
onClick("[data-closes]", (closer, event) => {
  const dialog = closer.closest("dialog");
  if (!dialog) return;
  event.preventDefault();
  dialog.close();
});
// A click beside the sheet closes it, unless something was typed into it.
on("click", (event) => {
  const dialog = event.target;
  if (!(dialog instanceof HTMLDialogElement) || !dialog.open) return;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  const typed = all("textarea, input", dialog).some((input) => input.type !== "search" && input.value !== input.defaultValue);
  if (!inside && !typed) dialog.close();
});
// The server sends a sheet with errors already open.
all("dialog[data-modal][open]").forEach(openDialog);
on("htmx:afterSwap", (event) => event.target.querySelectorAll("dialog[data-modal][open]").forEach(openDialog));
// The browser returns the focus to the element that opened the dialog; a sheet that was open from the start has none.
document.addEventListener("close", () => {
  if (document.activeElement === document.body) one("#main")?.focus({ preventScroll: true });
}, true);

// ---------- a link whose page opens beside it: its content is fetched, then the popover is shown ----------
on("htmx:afterSwap", (event) => {
  const opener = event.detail.requestConfig?.elt?.closest?.("[data-shows]");
  if (!opener || !event.target.matches("[popover]")) return;
  event.target.showPopover();
  one("a, button", event.target)?.focus();
});

// ---------- menus behind "more": closed by Esc, by a click elsewhere, and by their items ----------
function shutMenus(except) {
  const open = all("details:is(.s-more, .s-flag)[open]").filter((menu) => menu !== except);
  open.forEach((menu) => {
    if (menu.contains(document.activeElement)) one("summary", menu).focus();
    menu.open = false;
  });
  return open.length > 0;
}
on("click", (event) => shutMenus(event.target.closest?.("details:is(.s-more, .s-flag)")));

// ---------- popovers: shown by CSS on hover and focus; here they flip up, and Esc closes them ----------
function placePopover(event) {
  const holder = event.target.closest?.(".s-has-pop");
  const popover = holder && one(".s-pop", holder);
  if (!popover) return;
  const below = window.innerHeight - holder.getBoundingClientRect().bottom;
  holder.classList.toggle("up", below < popover.offsetHeight + 16);
  holder.classList.remove("shut");
}
on("focusin", placePopover);
on("mouseover", placePopover);

// ---------- toasts disappear after a time, but not during hover or focus ----------
function dismissLater(toast) {
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) dismissLater(toast);
    else toast.remove();
  }, one("form", toast) ? 12000 : 6000);
}
all("#toasts [data-toast]").forEach(dismissLater);

// ---------- lists: j and k go from row to row, x selects, the bar counts ----------
const linkOf = (row) => one(".subject a, .what a, a", row);

function step(by) {
  const rows = all("[data-row]").filter((row) => row.offsetParent && linkOf(row));
  if (!rows.length) return;
  const here = rows.indexOf(document.activeElement.closest("[data-row]"));
  // After going back from a row, the list continues from that row.
  const at = here < 0 ? rows.findIndex((row) => linkOf(row).href === document.referrer) : here;
  const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  linkOf(next).focus();
  next.scrollIntoView({ block: "nearest" });
}
function select() {
  const box = one("input[type=checkbox]", document.activeElement.closest("[data-row]") ?? document.createElement("i"));
  box?.click();
}
function count(form) {
  const boxes = all("[data-row] input[type=checkbox]", form);
  const picked = boxes.filter((box) => box.checked);
  boxes.forEach((box) => box.closest("[data-row]").setAttribute("aria-selected", box.checked));
  const every = one("[data-pick-all]", form);
  if (every) {
    every.checked = picked.length > 0 && picked.length === boxes.length;
    every.indeterminate = picked.length > 0 && picked.length < boxes.length;
  }
  const bar = one("[data-bulk]", form);
  if (!bar) return;
  bar.classList.toggle("on", picked.length > 0);
  one("[data-bulk-count]", bar).textContent = picked.length;
}
on("change", (event) => {
  const form = event.target.form;
  if (!form || !one("[data-bulk]", form)) return;
  if (event.target.matches("[data-pick-all]")) {
    all("[data-row] input[type=checkbox]", form).forEach((box) => { box.checked = event.target.checked; });
  }
  count(form);
});
on("reset", (event) => setTimeout(() => count(event.target)));
all("form:has([data-bulk])").forEach(count);

// ---------- columns of a list: dragged, or moved to the front by their arrow; the form sends them in their order ----------
onClick("[data-columns] button[name=up]", (button, event) => {
  event.preventDefault();
  const row = button.closest("li");
  row.previousElementSibling?.before(row);
  button.focus();
});
let dragged = null;
on("dragstart", (event) => { dragged = event.target.closest?.("[data-columns] li"); });
on("dragover", (event) => {
  const row = event.target.closest?.("[data-columns] li");
  if (!dragged || !row || row === dragged) return;
  event.preventDefault();
  const { top, height } = row.getBoundingClientRect();
  if (event.clientY < top + height / 2) row.before(dragged);
  else row.after(dragged);
});
on("dragend", () => { dragged = null; });

// ---------- palette: the server searches, the arrow keys choose ----------
const options = () => all("#palette [role=option]");

function openPalette() {
  const palette = one("#palette");
  if (!palette || palette.open) return;
  palette.showModal();
  const input = one("input[type=search]", palette);
  input.select();
  input.dispatchEvent(new Event("opened"));
}
// What can be done on the open page, found by its buttons: first in the palette.
const ACTIONS = "main :is(.s-head, .s-thead, .s-decide, .s-bulk.on) :is(a.btn, button.btn), #nav form button";
const NO_ACTION = ".s-cols *, .s-thead-near *, .s-thead-back, .s-side-opens, [popovertarget], summary, dialog *";
function nameOf(element) {
  const copy = element.cloneNode(true);
  all("kbd, svg, .s-hide", copy).forEach((each) => each.remove());
  return copy.textContent.replace(/\s+/g, " ").trim() || element.getAttribute("aria-label") || "";
}
function offerActions(results) {
  const typed = one("#palette input[type=search]").value.trim().toLowerCase();
  const template = one("#palette-action");
  const known = new Set();
  const found = all(ACTIONS).filter((element) => {
    const name = nameOf(element);
    if (!name || known.has(name) || element.matches(NO_ACTION) || !name.toLowerCase().includes(typed)) return false;
    known.add(name);
    return true;
  }).slice(0, 12);
  if (!found.length || !template) return;
  const group = template.content.cloneNode(true).firstElementChild;
  found.forEach((element, place) => {
    const option = one("button", template.content).cloneNode(true);
    option.id = `act-${place}`;
    one("span", option).textContent = nameOf(element);
    const key = element.dataset.key;
    if (key) one("kbd", option).textContent = key.toUpperCase();
    else one("kbd", option).remove();
    option.addEventListener("click", () => { one("#palette").close(); element.click(); });
    group.append(option);
  });
  one("[data-sample]", group).remove();
  results.prepend(group);
}
function choose(option) {
  options().forEach((each) => each.setAttribute("aria-selected", each === option));
  one("#palette input[type=search]").setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
}
on("htmx:afterSwap", (event) => { if (event.target.id !== "palette-results") return;
  offerActions(event.target);
  choose(options()[0]);
});

function movePalette(event) {
  const found = options();
  const at = found.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") { // the browser would only empty the field
    event.preventDefault();
    one("#palette").close();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(found[(at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length]);
  } else if (event.key === "Enter" && at >= 0 && !event.isComposing) {
    event.preventDefault();
    found[at].click();
  }
}

// ---------- keys ----------
const KEYS = {
  "/": () => { const search = one("main [data-seek]") ?? one("#search"); search?.focus(); search?.select(); },
  "?": () => one("#keys")?.showModal(),
  j: () => step(1),
  k: () => step(-1),
  x: select,
};
// Chinese input methods type these instead of "?" and "/".
const SIGNS = { "？": "?", "／": "/", "、": "/" };
const typesIn = (element) => element.isContentEditable || element.matches("textarea, select, input:not([type=checkbox])");

function press(element) {
  one("textarea", element.closest(".s-write") ?? document.createElement("i"))?.focus(); // opens the writing box
  element.focus();
  if (!element.matches("textarea, select, input")) element.click();
  else if (element.matches("select")) element.showPicker?.();
}
function actOf(key) {
  const named = /^[a-z]$/.test(key) && all(`[data-key="${key}"]`).find((element) => element.checkVisibility() || element.closest(".s-write"));
  return KEYS[SIGNS[key] ?? key] ?? (named ? () => press(named) : null);
}

function escape(target) {
  all(".s-has-pop").forEach((holder) => holder.classList.add("shut"));
  if (target.matches?.("#search, [data-seek]")) target.blur();
  else if (shutMenus()) return;
  else if (!one("dialog[open]")) one("[data-bulk].on")?.closest("form").reset();
}
on("keydown", (event) => {
  const { key, target } = event;
  const command = event.ctrlKey || event.metaKey;
  if (target.closest?.("#palette")) movePalette(event);
  if (command && key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
  } else if (command && key === "Enter" && target.form && !event.isComposing) {
    event.preventDefault();
    target.form.requestSubmit(one("button:not([type=button], [type=reset])", target.form));
  } else if (key === "Escape") {
    escape(target);
  } else if (!command && !event.altKey && !event.isComposing && !typesIn(target) && !one("dialog[open]")) {
    const act = actOf(key);
    if (!act) return;
    event.preventDefault();
    act();
  }
});

// ---------- signing out: what a phone took along of customers is deleted; only what waits to be sent stays ----------
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
on("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-signs-out]") || !globalThis.caches) return;
  event.preventDefault();
  forgetDay().finally(() => form.submit());
});

// ---------- initial focus ----------
all("[data-tabs] > [aria-current]").forEach((tab) => {
  tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - tab.parentElement.clientWidth / 3;
});
const chosen = one(".s-beside > [aria-current]");
if (chosen) {
  const list = chosen.parentElement;
  list.scrollTop = chosen.offsetTop - list.offsetTop - list.clientHeight + 2 * chosen.offsetHeight;
}
one("[data-errors]")?.focus();
// Focus the first field of an empty form, but not on a phone, where the keyboard would cover the page.
const first = one("main .s-log :is(input:not([type=hidden]), select, textarea)");
if (first?.matches("[type=text], [type=search], textarea") && first.required && !first.value && document.activeElement === document.body && matchMedia("(pointer: fine)").matches) first.focus();
