"""Finds faults of the layout of an open page: texts that overlap or are cut, and what scrolls sideways."""

from __future__ import annotations

from typing import Any

WIDTHS = (1920, 1440, 1366, 1280, 1100, 1024, 768, 390)
HEIGHTS = {1920: 1080, 1440: 900, 1366: 768, 1280: 800, 1100: 800, 1024: 800, 768: 1024, 390: 844}
SUBJECT = 220
# A text is compared with the others of its scrolling box as a whole, with those of other boxes where it is visible.
# What is fixed or sticky lies over the page on purpose. Lists of tabs may scroll sideways.
FAULTS = """
(subject) => {
  const found = [];
  const say = (what, el) => found.push(`${what}: ${(el.textContent || "").trim().replace(/\\s+/g, " ").slice(0, 40)}`);
  const boxes = new Map();
  const boxOf = (el) => {
    if (!el || el === document.documentElement) {
      return { x: [-1e6, 1e6], y: [-1e6, 1e6], own: [-1e6, 1e6], group: null, fixed: "", ellipsis: null, hider: null, cell: null };
    }
    if (boxes.has(el)) return boxes.get(el);
    const style = getComputedStyle(el), up = boxOf(el.parentElement), rect = el.getBoundingClientRect();
    const box = { ...up };
    if (style.position === "fixed") Object.assign(box, { x: [-1e6, 1e6], y: [-1e6, 1e6], own: [-1e6, 1e6], group: el, fixed: "fixed" });
    if (style.position === "sticky") Object.assign(box, { group: el, fixed: "sticky" });
    if (el !== document.body && style.overflowX !== "visible") {
      box.x = [Math.max(box.x[0], rect.left), Math.min(box.x[1], rect.right)];
      box.y = [Math.max(box.y[0], rect.top), Math.min(box.y[1], rect.bottom)];
      const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY);
      box.own = scrolls ? [-1e6, 1e6] : [Math.max(box.own[0], rect.top), Math.min(box.own[1], rect.bottom)];
      if (scrolls) box.group = el;
      const cuts = ["hidden", "clip"].includes(style.overflowX);
      box.hider = cuts && !scrolls ? { el, rect, cut: style.textOverflow, clamp: style.webkitLineClamp } : null;
      if (scrolls || style.position === "fixed") box.cell = null;
      else if (cuts && el.matches("td, th")) box.cell = rect;
      if (scrolls && el.scrollWidth > el.clientWidth + 1 && !el.matches("[data-tabs], .s-scroll-x, .s-write nav, textarea, pre")) {
        say(`scrolls sideways ${el.scrollWidth - el.clientWidth} px`, el);
      }
    }
    boxes.set(el, box);
    return box;
  };
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const el = node.parentElement;
    if (!node.data.trim() || el.closest("svg, script, template, option, .s-hide, [popover]:not(:popover-open, .s-nav, .s-side)")) continue;
    if (!el.checkVisibility({ checkVisibilityCSS: true, contentVisibilityAuto: true })) continue;
    if (getComputedStyle(el).clipPath.startsWith("inset(50%")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = boxOf(el);
    for (const rect of range.getClientRects()) {
      if (rect.width < 2 || rect.height < 2) continue;
      const hider = box.hider;
      if (hider && hider.rect.width > 1) {
        const beyond = rect.right > hider.rect.right + 1.5 || rect.left < hider.rect.left - 1.5;
        if (beyond && hider.cut !== "ellipsis") say("cut", el);
        if (rect.bottom > hider.rect.bottom + 3 && hider.clamp === "none" && hider.cut !== "ellipsis") say("cut below", el);
      }
      // a cell that hides cuts what is wider than the cell, also inside an element that ends in dots
      const within = hider ? Math.min(rect.right, hider.rect.right) : rect.right;
      if (box.cell && box.cell.width > 1 && within > box.cell.right + 1.5) say("cut by its cell", el);
      const [top, bottom] = [Math.max(rect.top, box.own[0]), Math.min(rect.bottom, box.own[1])];
      if (bottom > top) texts.push({ el, box, whole: [Math.max(rect.left, box.x[0]), top, Math.min(rect.right, box.x[1]), bottom] });
    }
  }
  const seen = (text) => {
    const [left, top, right, bottom] = text.whole, [y0, y1] = text.box.y;
    return [left, Math.max(top, y0), right, Math.min(bottom, y1)];
  };
  texts.sort((a, b) => a.whole[1] - b.whole[1]);
  texts.forEach((a, at) => {
    for (let next = at + 1; next < texts.length; next += 1) {
      const b = texts[next];
      if (b.whole[1] > a.whole[3] && a.box.group === b.box.group) break;
      if (b.whole[1] > a.whole[3]) continue;
      if (a.el === b.el || a.box.fixed !== b.box.fixed || a.box.fixed === "sticky") continue;
      const same = a.box.group === b.box.group;
      const p = same ? a.whole : seen(a), q = same ? b.whole : seen(b);
      const wide = Math.min(p[2], q[2]) - Math.max(p[0], q[0]), high = Math.min(p[3], q[3]) - Math.max(p[1], q[1]);
      // Line boxes of large letters touch: a third of a line is an overlap.
      if (wide > 2 && high > Math.min(p[3] - p[1], q[3] - q[1]) / 3) say(`overlaps "${b.el.textContent.trim().slice(0, 20)}"`, a.el);
    }
  });
  const wide = document.scrollingElement.scrollWidth - innerWidth;
  if (wide > 0) found.push(`${wide} px too wide`);
  if (innerWidth > 760) {
    document.querySelectorAll(".s-table--rows:not(.s-table--set) td.subject").forEach((cell) => {
      const width = cell.getBoundingClientRect().width;
      if (width && width < subject - 1) say(`subject ${Math.round(width)} px`, cell);
    });
  }
  return [...new Set(found)].slice(0, 5);
}
"""


def layout_faults(page: Any) -> list[str]:
    """At the present width."""
    return page.evaluate(FAULTS, SUBJECT)


def faults_by_width(page: Any, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """At every width of a window, without loading the page again."""
    size, found = page.viewport_size, []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        found += [f"{width}: {fault}" for fault in layout_faults(page)]
    page.set_viewport_size(size)
    return found


# What lies over the page is looked at alone: the page below shows through between its texts.
ALONE = """() => {
  const over = "dialog[open], [popover]:popover-open, details[open] > :not(summary), .s-edit-pop:has(*), .s-offers:not([hidden])";
  const layer = [...document.querySelectorAll(over)].filter((each) => each.checkVisibility()).at(-1);
  layer?.setAttribute("data-alone", "");
  const style = new CSSStyleSheet();
  style.replaceSync("body { visibility: hidden } [data-alone] { visibility: visible }");
  document.adoptedStyleSheets = layer ? [style] : [];
  return Boolean(layer);
}"""


def layer_faults(page: Any) -> list[str] | None:
    """Of what has opened over the page: a sheet, a menu, a popover. None if nothing has. The page is to be left after it."""
    return layout_faults(page) if page.evaluate(ALONE) else None
