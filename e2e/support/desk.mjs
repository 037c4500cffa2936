// Somebody at a desk, or with a phone: a browser of their own, in which every page they come to is looked at.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";

import { axeViolations, open, smallTargets, widerThanScreen } from "./browser.mjs";
import { keyboard, mouse } from "./hands.mjs";
import { target } from "./tools.mjs";

/** Where pictures of a journey go; not kept by git. */
export const screens = path.join(target, "screens");

/**
 * Sits down. `way` says how they work: `{ size, scripts, keys, pictures }`, where `pictures` begins the name of each
 * picture and no pictures are made without it. Only pictures of a laptop are made always, others with
 * `KITH_PICTURES=1`.
 *
 * `turn(name, act)` does something that leads to another page, and looks at that page: WCAG 2.2 AA by axe, nothing
 * wider than the screen, nothing too small to press, no request to elsewhere, no error of a script, one first heading.
 * `leave()` fails when a page came that was not looked at.
 */
export async function sitDown(browser, origin, way = {}) {
  const { size = "laptop", scripts = true, keys = false, pictures } = way;
  const tab = await open(browser, origin, { size, javaScriptEnabled: scripts });
  const { page, context } = tab;
  const allow = scripts ? undefined : await scriptSwitch(context, page);
  const came = [];
  let unseen = 0;
  page.on("response", (response) => {
    if (response.request().isNavigationRequest()) came.push(response.status());
  });
  page.on("domcontentloaded", () => (unseen += 1));

  const axe = async () => {
    await allow?.(true);
    try {
      return await axeViolations(page);
    } finally {
      await allow?.(false);
    }
  };

  const look = async (name, { status = 200 } = {}) => {
    const about = `${name} at ${page.url()}`;
    assert.equal(came.at(-1), status, about);
    unseen = 0;
    // A browser writes an answer of refusal into its console, which is no fault of a script.
    const refusals = tab.faults.filter((fault) => !/the server responded with a status of 4\d\d/.test(fault));
    assert.deepEqual(refusals, [], about);
    assert.deepEqual(tab.strays, [], about);
    assert.deepEqual(await axe(), [], about);
    assert.deepEqual(await widerThanScreen(page), [], about);
    assert.deepEqual(await smallTargets(page), [], about);
    assert.equal(await page.locator("h1").count(), 1, about);
    if (pictures === "laptop" || (pictures && process.env.KITH_PICTURES)) await take(page, `${pictures}-${name}`);
  };

  const turn = async (name, act, expected) => {
    await Promise.all([page.waitForEvent("load"), act()]);
    await look(name, expected);
  };

  return {
    ...tab,
    hands: keys ? keyboard(page) : mouse(page),
    axe,
    look,
    turn,
    visit: (name, address, expected) => turn(name, () => page.goto(new URL(address, origin).href), expected),
    leave: async () => {
      assert.equal(unseen, 0, `nobody looked at ${page.url()}`);
      await tab.close();
    },
  };
}

/** A desk at which Amina has opened Today; `contact` is where the first contact on it is logged, `person` whose it is. */
export async function aminaAt(browser, origin, way) {
  const desk = await sitDown(browser, origin, way);
  await desk.visit("front", "/");
  await desk.turn("today", () => desk.hands.press("Open as Amina Farouqi, link worker"));
  const contact = await desk.page
    .getByRole("region", { name: "Keep in mind" })
    .getByRole("link", { name: /^Log a contact/ })
    .first()
    .getAttribute("href");
  return { ...desk, contact, person: contact.replace("/contacts/new", "") };
}

async function take(page, name) {
  await mkdir(screens, { recursive: true });
  await page.screenshot({ path: path.join(screens, `${name}.png`), fullPage: true });
}

/** Axe is a script, so where scripts are off they are on while it looks. The page's own were passed over already. */
async function scriptSwitch(context, page) {
  const session = await context.newCDPSession(page);
  const set = (value) => session.send("Emulation.setScriptExecutionDisabled", { value });
  // What a session has not said itself it cannot take back.
  await set(true);
  return (isOn) => set(!isOn);
}
