// The calendar: arrow keys move from day to day, Enter opens one. Without this file each day is a link of its own.
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const table = document.querySelector("[data-days]");
const days = [...table.querySelectorAll("[data-day]")];
const start = days.find((day) => day.matches("[data-selected]")) ?? days.find((day) => day.ariaCurrent) ?? days[0];

function stand(day) {
  days.forEach((each) => { each.tabIndex = each === day ? 0 : -1; });
}

function wanted(at, key) {
  if (key === "Home") return at - (at % 7);
  if (key === "End") return at - (at % 7) + 6;
  return key in STEPS ? at + STEPS[key] : null;
}

table.addEventListener("keydown", (event) => {
  const at = days.indexOf(event.target);
  if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  const to = wanted(at, event.key);
  const before = event.key === "PageUp" || (to !== null && to < 0);
  const after = event.key === "PageDown" || to >= days.length;
  if (!before && !after && to === null) return;
  event.preventDefault();
  if (before || after) {
    document.querySelector(before ? "[data-before]" : "[data-after]").click();
    return;
  }
  stand(days[to]);
  days[to].focus();
});
stand(start);
