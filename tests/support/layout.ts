import type { Page } from 'playwright-core';

/** What is wrong with the page's layout at its present size, one sentence each. */
export function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const { scrollWidth, clientWidth, scrollHeight } = document.documentElement;
    if (scrollWidth > clientWidth) {
      const beyond = [...document.querySelectorAll('body *')]
        .filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5)
        .map((element) => `${element.tagName}.${element.getAttribute('class')}`);
      faults.push(`${scrollWidth} px in ${clientWidth}; beyond the edge: ${beyond.slice(0, 12).join(', ')}`);
    }
    const end = document.querySelector('.app')?.getBoundingClientRect().bottom ?? 0;
    if (scrollHeight > Math.max(innerHeight, end + scrollY) + 1)
      faults.push(`${scrollHeight - end} px of nothing below`);

    for (const element of document.querySelectorAll<HTMLElement>('main *, header *')) {
      const { overflowX } = getComputedStyle(element);
      const scrolls =
        (overflowX === 'auto' || overflowX === 'scroll') && element.scrollWidth > element.clientWidth + 1;
      // A list or a tree of nodes takes the focus inside.
      if (
        scrolls &&
        element.tabIndex < 0 &&
        !element.querySelector('[tabindex="0"], button, input, textarea')
      )
        faults.push(`${element.className} scrolls sideways, but not by keyboard`);
    }

    /** The part of a box that its scrolling and clipping ancestors leave. */
    const visiblePart = (box: DOMRect, from: Element) => {
      let { left, right, top, bottom } = box;
      for (let at: Element | null = from; at; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (style.clipPath !== 'none' || style.visibility === 'hidden' || style.opacity === '0') return null;
        if (style.overflowX === 'visible' || at === document.documentElement || at === document.body)
          continue;
        const frame = at.getBoundingClientRect();
        left = Math.max(left, frame.left);
        right = Math.min(right, frame.right);
        top = Math.max(top, frame.top);
        bottom = Math.min(bottom, frame.bottom);
      }
      return right - left > 2 && bottom - top > 2 ? { left, right, top, bottom } : null;
    };
    /** What stays in place while the rest scrolls away under its ground; null of anything else. */
    const coverOf = (from: Element) => {
      for (let at: Element | null = from; at; at = at.parentElement) {
        const { position, backgroundColor } = getComputedStyle(at);
        // A colour that lets what is under it through has an alpha: rgba(0, 0, 0, 0), oklch(1 0 0 / 0.9).
        if (position === 'sticky' || position === 'fixed')
          return /^rgba|\//.test(backgroundColor) ? null : at;
      }
      return null;
    };
    const texts: {
      text: string;
      element: Element;
      left: number;
      right: number;
      top: number;
      bottom: number;
    }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim();
      // Marks of plots, drawings and formulas are placed over each other on purpose; an option's text is not drawn.
      if (!element || !text || element.closest('svg, [role="img"], .text-grow, option, .skip-link, script'))
        continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        const part = visiblePart(box, element);
        if (part) texts.push({ text, element, ...part });
      }
    }
    texts.sort((one, other) => one.top - other.top);
    for (const [i, one] of texts.entries()) {
      for (const other of texts.slice(i + 1)) {
        if (other.top >= one.bottom - 3) break;
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const down = Math.min(one.bottom, other.bottom) - other.top;
        if (one.element === other.element || across <= 2 || down <= 3) continue;
        if (coverOf(one.element) === coverOf(other.element))
          faults.push(`“${one.text.slice(0, 30)}” and “${other.text.slice(0, 30)}” overlap`);
      }
    }
    return faults;
  });
}

/** Controls of the screen that are lower than a fingertip needs, one sentence each. */
export function lowTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const LOWEST = 40;
    const controls = [
      ...['button', 'select', 'textarea', 'label:has(input)', '[role=radio]', '[role=option]'],
      ...['.number-field input', '.guess-track'],
    ].map((selector) => `main ${selector}`);
    return [...document.querySelectorAll<HTMLElement>(controls.join())]
      .filter((element) => element.checkVisibility())
      .map((element) => ({ element, height: element.getBoundingClientRect().height }))
      .filter(({ height }) => height < LOWEST - 0.5)
      .map(
        ({ height, element }) => `${element.className || element.tagName} is ${Math.round(height)} px high`,
      );
  });
}
