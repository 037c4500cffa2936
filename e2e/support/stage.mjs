// One browser and one Kith with the demo, for all tests of the file that imports them.
import { after, before } from "node:test";

import { launch } from "./browser.mjs";
import { sitDown } from "./desk.mjs";
import { startKith } from "./kith.mjs";

export let browser;
export let kith;
before(async () => {
  [browser, kith] = await Promise.all([launch(), startKith()]);
});
after(async () => {
  await browser?.close();
  await kith?.stop();
});

/** Sits down as the first of the demonstration's people whose button says `role`. */
export async function openAs(role, way) {
  const desk = await sitDown(browser, kith.origin, way);
  await desk.visit("front", "/");
  await desk.turn("first", () => desk.page.getByRole("button", { name: role }).first().click());
  return desk;
}
