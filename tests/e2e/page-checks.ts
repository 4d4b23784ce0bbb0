import type { Page } from 'playwright-core';

/** What may end in an ellipsis: templates, messages, names of files and what else can be as long as the logs make it. */
const MAY_BE_CUT =
  '.tpl, .token, .msg, .an-dev, .an-step, .cmp-pair b, .evd, .ex, .file-name, .lab, .inv-name, .q-item, .pal-r, .val .el, .kv, .around, .recent, .fmt, .prev-message, .prev-fields, .two small, .meta, .pol-name, .diffl';

/** Texts whose end lies outside of what an element around them lets through, though nothing announces it. Invisible ones are left out. */
export function clippedTexts(page: Page): Promise<string[]> {
  return page.evaluate((mayBeCut) => {
    const clipped: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const { parentElement: parent } = node;
      if (parent === null || node.textContent?.trim() === '' || parent.closest(`${mayBeCut}, .vh, .skip-link, svg`) !== null) continue;
      if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const text = range.getBoundingClientRect();
      for (let element: HTMLElement | null = parent; element !== null; element = element.parentElement) {
        if (element !== document.body && getComputedStyle(element).overflowX === 'visible') continue;
        const box = element.getBoundingClientRect();
        if (text.right > box.right + 1 || text.left < box.left - 1) {
          clipped.push(`${node.textContent?.trim().slice(0, 60)} in ${element.className || element.tagName}`);
          break;
        }
      }
    }
    return clipped;
  }, MAY_BE_CUT);
}

/** Elements that can be scrolled sideways, and the page itself where it is wider than the window. */
export function sidewaysScrolls(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll<HTMLElement>('body *')]
      .filter((element) => {
        const { overflowX } = getComputedStyle(element);
        return (overflowX === 'auto' || overflowX === 'scroll') && element.scrollWidth > element.clientWidth + 1;
      })
      .map((element) => element.className || element.tagName),
  );
}

/** Visible texts that do not reach 4.5:1 against what lies under them; disabled and dimmed ones are left out. */
export function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (canvas === null) return ['no canvas'];
    type Colour = readonly [number, number, number, number];
    const known = new Map<string, Colour>();
    const read = (css: string): Colour => {
      const found = known.get(css);
      if (found !== undefined) return found;
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = css;
      canvas.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
      const colour: Colour = [r, g, b, a / 255];
      known.set(css, colour);
      return colour;
    };
    const over = (top: Colour, under: Colour): Colour => [
      top[0] * top[3] + under[0] * (1 - top[3]),
      top[1] * top[3] + under[1] * (1 - top[3]),
      top[2] * top[3] + under[2] * (1 - top[3]),
      1,
    ];
    const underOf = (element: Element | null): Colour => {
      if (element === null) return [255, 255, 255, 1];
      const own = read(getComputedStyle(element).backgroundColor);
      return own[3] === 1 ? own : over(own, underOf(element.parentElement));
    };
    const luminance = ([r, g, b]: Colour): number => {
      const [x = 0, y = 0, z = 0] = [r, g, b].map((part) => {
        const share = part / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const faint: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const { parentElement: parent } = node;
      if (parent === null || node.textContent?.trim() === '' || parent.closest('[disabled], .is-busy, .vh, svg') !== null) continue;
      if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const under = underOf(parent);
      const [light = 0, dark = 0] = [luminance(over(read(getComputedStyle(parent).color), under)), luminance(under)].sort((a, b) => b - a);
      const ratio = (light + 0.05) / (dark + 0.05);
      if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${node.textContent?.trim().slice(0, 60)} in ${parent.className || parent.tagName}`);
    }
    return [...new Set(faint)];
  });
}
