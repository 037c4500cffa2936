// Two ways to work a page: with a mouse, and with nothing but the keyboard. Both find things as people do, by the words
// on them, and count how often something was pressed.
import assert from "node:assert/strict";

/** More stops than this between two things on a page would be a page nobody can use with the keyboard. */
const mostTabs = 150;

const button = (page, name) => page.getByRole("button", { name, exact: true });
const link = (page, name) => page.getByRole("link", { name, exact: true });
const place = (page, name) => page.getByRole("navigation", { name: "Menu" }).getByRole("link", { name, exact: true });
const box = (page, name) => page.getByLabel(name, { exact: true });
const radio = (page, name) => page.getByRole("radio", { name, exact: true });
const tickBox = (page, name) => page.getByRole("checkbox", { name, exact: true });
const summary = (page, name) => page.locator("summary").getByText(name, { exact: true });

/** A mouse, or a finger. */
export function mouse(page) {
  const hands = {
    presses: 0,
    press: (name) => click(button(page, name)),
    pressTwice: (name) => button(page, name).dblclick(),
    follow: (name) => click(link(page, name)),
    menu: async (name) => {
      // Where there is no room for all, the last stand behind "More".
      if (!(await place(page, name).isVisible())) await click(button(page, "Browse More"));
      await click(place(page, name));
    },
    unfold: (name) => click(summary(page, name)),
    choose: (name) => click(radio(page, name)),
    tick: (name) => click(tickBox(page, name)),
    write: (name, text) => box(page, name).fill(text),
    pick: (name, option) => box(page, name).selectOption({ label: option }),
  };
  const click = async (target) => {
    hands.presses += 1;
    await target.click();
  };
  return hands;
}

/** Tab, Shift+Tab, Enter, Space, arrows and letters. At every stop the focus must be seen, and not behind anything. */
export function keyboard(page) {
  const press = (key) => page.keyboard.press(key);
  const hands = {
    presses: 0,
    press: async (name) => {
      await tabTo(page, button(page, name));
      hands.presses += 1;
      // Some buttons lead somewhere and are links, which Space does not press.
      const isLink = await page.evaluate(() => document.activeElement.tagName === "A");
      await press(isLink ? "Enter" : "Space");
    },
    pressTwice: async (name) => {
      await tabTo(page, button(page, name));
      await Promise.all([press("Enter"), press("Enter")]);
    },
    follow: async (name) => {
      await tabTo(page, link(page, name));
      hands.presses += 1;
      await press("Enter");
    },
    menu: async (name) => {
      await tabTo(page, place(page, name));
      hands.presses += 1;
      await press("Enter");
    },
    unfold: async (name) => {
      await tabTo(page, summary(page, name).locator("xpath=ancestor-or-self::summary"));
      hands.presses += 1;
      await press("Enter");
    },
    choose: async (name) => {
      hands.presses += 1;
      await chooseByArrows(page, radio(page, name));
    },
    tick: async (name) => {
      await tabTo(page, tickBox(page, name));
      hands.presses += 1;
      await press("Space");
    },
    write: async (name, text) => {
      await tabTo(page, box(page, name));
      await press("Control+a");
      await press("Delete");
      await page.keyboard.type(text);
    },
    pick: async (name, option) => {
      await tabTo(page, box(page, name));
      const steps = await page.evaluate(
        (wanted) =>
          [...document.activeElement.options].findIndex((one) => one.label === wanted) -
          document.activeElement.selectedIndex,
        option,
      );
      for (let step = 0; step < Math.abs(steps); step += 1) await press(steps > 0 ? "ArrowDown" : "ArrowUp");
      const picked = await page.evaluate(() => document.activeElement.selectedOptions[0].label);
      assert.equal(picked, option);
    },
  };
  return hands;
}

/** Presses Tab, or Shift+Tab when it lies before the focus, until the element has the focus. */
export async function tabTo(page, locator) {
  const target = await locator.elementHandle();
  await restOf(page);
  const known = await where(page, target);
  if (known.isThere) return;
  const key = known.isBefore ? "Shift+Tab" : "Tab";
  for (let count = 1; count <= mostTabs; count += 1) {
    await page.keyboard.press(key);
    const now = await where(page, target);
    assert.equal(now.trouble, "", `after ${count} times ${key}, on ${page.url()}`);
    if (now.isThere) return;
  }
  assert.fail(`${mostTabs} times ${key} did not lead to ${locator}`);
}

/** A group of radios is one stop; arrows move within it. */
async function chooseByArrows(page, locator) {
  const target = await locator.elementHandle();
  // The group's stop: what is chosen, else the end from which one comes. Any member will do.
  const group = await target.evaluate((one) => `input[type="radio"][name="${one.name}"]`);
  const chosen = page.locator(`${group}:checked`);
  if (await chosen.count()) await tabTo(page, chosen);
  else {
    await restOf(page);
    const { isBefore } = await where(page, target);
    const all = page.locator(group);
    await tabTo(page, isBefore ? all.last() : all.first());
  }
  for (let count = 0; count < 60; count += 1) {
    const now = await where(page, target);
    assert.equal(now.trouble, "");
    if (now.isThere) {
      if (!(await target.isChecked())) await page.keyboard.press("Space");
      assert.ok(await target.isChecked());
      return;
    }
    await page.keyboard.press(now.isBefore ? "ArrowUp" : "ArrowDown");
  }
  assert.fail(`arrows did not lead to ${locator}`);
}

/** Remembers, once for each page, how everything looks while it has no focus. */
function restOf(page) {
  return page.evaluate(() => {
    if (globalThis.kithRest) return;
    globalThis.kithDrawn = (e) => {
      // The design system draws the focus of some things beside or within them.
      const drawn = [getComputedStyle(e)];
      if (e.matches("[type=radio], [type=checkbox]")) drawn.push(getComputedStyle(e.labels[0], "::before"));
      if (e.matches("summary") && e.firstElementChild) drawn.push(getComputedStyle(e.firstElementChild));
      return drawn.map((one) => [one.outline, one.boxShadow, one.backgroundColor, one.border].join()).join();
    };
    globalThis.kithRest = new Map();
    for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary"))
      if (e !== document.activeElement) kithRest.set(e, kithDrawn(e));
  });
}

/** Whether the focus is on this element, else on which side of it, and what is wrong with how it shows. */
function where(page, target) {
  return page.evaluate((wanted) => {
    const e = document.activeElement;
    const isThere = e === wanted;
    const isBefore =
      e !== document.body && Boolean(e.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING);
    // Between the last and the first thing of a page the focus is on the browser itself.
    if (e === document.body) return { isThere, isBefore, trouble: "" };
    const says = (words) => ({
      isThere,
      isBefore,
      trouble: `${words}: ${e.tagName.toLowerCase()} “${(e.textContent || e.name || e.id).trim().slice(0, 60)}”`,
    });
    const rest = globalThis.kithRest?.get(e);
    if (rest !== undefined && rest === kithDrawn(e)) return says("the focus cannot be seen");
    const at = e.getBoundingClientRect();
    const top = Math.max(at.top, 0);
    const bottom = Math.min(at.bottom, innerHeight);
    if (at.width === 0 || bottom - top < Math.min(at.height, 8)) return says("the focus is outside of the screen");
    const banner = document.querySelector(".kith-person");
    if (banner && !banner.contains(e) && getComputedStyle(banner).position === "sticky") {
      const { top: upper, bottom: lower } = banner.getBoundingClientRect();
      if (upper <= 0 && at.top < lower - 1 && at.bottom > upper) return says("the focus is behind the banner");
    }
    const hit = document.elementFromPoint((at.left + at.right) / 2, (top + bottom) / 2);
    const isOurs = hit && (e.contains(hit) || hit.contains(e) || [...(e.labels ?? [])].some((one) => one.contains(hit)));
    if (!isOurs) return says("something lies over the focus");
    return { isThere, isBefore, trouble: "" };
  }, target);
}
