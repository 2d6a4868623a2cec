"""What the house style forbids on any page: two filled buttons, controls over one another, dashes for no choice, Latin
punctuation between Chinese characters, spaces after Chinese stops."""

from __future__ import annotations

from typing import Any

# Controls are those of the page itself: sheets, menus and the shell around it are looked at by their own tests. The points
# of a chart may touch.
FAULTS = r"""
(isChinese) => {
  const found = [];
  const words = (el) => (el.textContent || el.getAttribute("aria-label") || "").trim().replace(/\s+/g, " ").slice(0, 40);
  const seen = (el) => el.checkVisibility({ checkVisibilityCSS: true, contentVisibilityAuto: true }) && el.getClientRects().length;
  const inside = "main a[href], main button, main input:not([type=hidden]), main select, main textarea, main summary";
  const controls = [...document.querySelectorAll(inside)].filter((el) => seen(el) && !el.closest("dialog, [popover]"));
  const layer = (el) => {
    for (let up = el; up; up = up.parentElement) if (/fixed|sticky/.test(getComputedStyle(up).position)) return up;
    return null;
  };
  const heads = [...document.querySelectorAll("main header, main .s-save")];
  for (const head of heads) {
    const filled = controls.filter((el) => el.matches(".btn-primary") && head.contains(el));
    if (filled.length > 1) found.push(`two filled buttons: ${filled.map(words).join(", ")}`);
  }
  // what a list that scrolls hides is not there
  const shown = (el) => {
    const { left, right, top, bottom } = el.getBoundingClientRect();
    const box = { left, right, top, bottom };
    for (let up = el.parentElement; up && up !== document.body; up = up.parentElement) {
      if (getComputedStyle(up).overflowX === "visible") continue;
      const edge = up.getBoundingClientRect();
      box.left = Math.max(box.left, edge.left);
      box.right = Math.min(box.right, edge.right);
      box.top = Math.max(box.top, edge.top);
      box.bottom = Math.min(box.bottom, edge.bottom);
    }
    return { ...box, width: Math.max(0, box.right - box.left), height: Math.max(0, box.bottom - box.top) };
  };
  const boxes = controls.filter((el) => !el.closest("svg")).map((el) => [el, shown(el), layer(el)]);
  boxes.forEach(([a, p, over], at) => {
    for (const [b, q, under] of boxes.slice(at + 1)) {
      if (over !== under || a.contains(b) || b.contains(a)) continue;
      const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
      const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
      const least = Math.min(p.width * p.height, q.width * q.height);
      // A row that is a link lies below its own buttons, and a label's box over its control: one is within the other.
      if (wide > 3 && high > 3 && wide * high < least * 0.98) found.push(`"${words(a)}" lies over "${words(b)}"`);
    }
  });
  for (const option of document.querySelectorAll("option")) {
    if (/^[-—]+$/.test(option.textContent.trim())) found.push(`dashes for no choice: ${option.closest("select").name}`);
  }
  if (isChinese) {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const el = node.parentElement;
      if (el.closest("svg, script, template, option, [lang=en]") || !seen(el)) continue;
      const near = node.data.match(/[\u4e00-\u9fff][,;:](?= *[\u4e00-\u9fff])|[\u4e00-\u9fff]\. *[\u4e00-\u9fff]/);
      if (near) found.push(`Latin punctuation: ${words(el)}`);
      const isWide = /[。！？；：]\s+[^\s·]/.test(node.data) && getComputedStyle(el).whiteSpaceCollapse === "collapse";
      if (isWide) found.push(`space after a stop: ${words(el)}`);
    }
  }
  return [...new Set(found)].slice(0, 5);
}
"""


def house_faults(page: Any, is_chinese: bool) -> list[str]:
    """At the present width."""
    return page.evaluate(FAULTS, is_chinese)
