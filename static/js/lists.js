// Lists: what is selected, and the order of columns. A list works without this file.

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (event, act) => document.addEventListener(event, act);
const onClick = (selector, act) => on("click", (event) => {
  const element = event.target.closest?.(selector);
  if (element && !event.defaultPrevented) act(element, event);
});

// ---------- selected rows: the bar counts them ----------
function count(form) {
  const boxes = all("[data-row] input[type=checkbox]", form);
  const picked = boxes.filter((box) => box.checked);
  boxes.forEach((box) => {
    const row = box.closest("[data-row]");
    if (row.matches("tr")) row.setAttribute("aria-selected", box.checked);
    else row.classList.toggle("is-selected", box.checked);
  });
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
