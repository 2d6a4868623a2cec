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

// ---------- the title of what one points at: the whole of what an ellipsis cuts, the name of a control that is only an icon ----------
on("pointerover", ({ target }) => {
  const control = target.closest?.(":is(a, button, summary)[aria-label]:not([title])");
  if (control && !control.innerText.trim()) control.title = control.ariaLabel;
  for (let el = target, up = 0; el instanceof HTMLElement && up < 4; el = el.parentElement, up += 1) {
    if (el.title) return;
    if (el.scrollWidth <= el.clientWidth || getComputedStyle(el).textOverflow !== "ellipsis") continue;
    el.title = el.innerText.trim();
    return;
  }
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
const isTyped = (dialog) => all("textarea, input", dialog).some((input) => input.type !== "search" && input.value !== input.defaultValue);
// A sheet that was closed with something typed into it opens again as it was.
on("htmx:beforeRequest", (event) => {
  const { target, requestConfig: { verb, path } } = event.detail;
  const dialog = verb === "get" && one("dialog:not([open])", target);
  if (!dialog || one("form[action]", dialog)?.getAttribute("action") !== path || !isTyped(dialog)) return;
  event.preventDefault();
  openDialog(dialog);
});
// A click beside the sheet closes it, unless something was typed into it.
on("click", (event) => {
  const dialog = event.target;
  if (!(dialog instanceof HTMLDialogElement) || !dialog.open) return;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside && !isTyped(dialog)) dialog.close();
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

// ---------- lists: j and k go from row to row, x selects ----------
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

// ---------- keys ----------
const KEYS = {
  "/": () => { const search = one("main [data-seek]") ?? one("#search"); search?.focus(); search?.select(); },
  "?": () => one("#keys")?.showModal(),
  j: () => step(1),
  k: () => step(-1),
  x: select,
};
// A key that is held down goes on from row to row; it does nothing else twice.
const STEPS_ON = ["j", "k"];
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
  // What an input method or another script has used for itself is for nothing else.
  if (event.isComposing || event.defaultPrevented) return;
  if (command && key === "Enter" && target.form) {
    event.preventDefault();
    target.form.requestSubmit(one("button:not([type=button], [type=reset])", target.form));
  } else if (key === "Escape") {
    escape(target);
  } else if (!command && !event.altKey && !typesIn(target) && !one("dialog[open]")) {
    const act = actOf(key);
    if (!act || (event.repeat && !STEPS_ON.includes(key))) return;
    event.preventDefault();
    act();
  }
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
