// Somebody is on the telephone: find them from any page with the keyboard alone, and no name in any address.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

test("a person is found with a slash, a few letters and Enter, from any page", async () => {
  const { page, hands, turn, visit, leave } = await sitDown(browser, kith.origin);
  await visit("front", "/");
  await turn("today", () => hands.press("Open as Amina Farouqi, link worker"));
  await turn("people", () => hands.menu("People"));
  const name = await page.locator(".kith-person-row .kith-row__name").first().innerText();
  const family = name.split(",")[0].toLowerCase();
  await page.keyboard.press("/");
  const field = page.getByRole("searchbox", { name: "Find a person" });
  assert.ok(await field.evaluate((one) => one === document.activeElement), "the slash leads to the search");
  // A letter is missing, as on a bad line.
  const heard = family.length > 6 ? family.slice(0, 3) + family.slice(4) : family;
  await page.keyboard.type(heard);
  await turn("people-found", () => page.keyboard.press("Enter"));
  assert.ok(!page.url().toLowerCase().includes(heard), page.url());
  const found = page.getByRole("link", { name, exact: true });
  await turn("person-found", () => found.first().click());
  assert.ok((await page.locator(".kith-person").innerText()).includes(name));
  // Back leads to what was found, and nothing has to be typed again.
  await turn("people-found-again", () => page.goBack());
  assert.ok(await found.first().isVisible());
  await leave();
});

test("the list is narrowed by its address, and going back loses nothing", async () => {
  const { page, hands, turn, visit, leave } = await sitDown(browser, kith.origin);
  await visit("front", "/");
  await turn("today-narrow", () => hands.press("Open as Amina Farouqi, link worker"));
  await turn("people-narrow", () => hands.menu("People"));
  await hands.unfold("Narrow or sort the list");
  await hands.pick("State", "Active");
  await turn("people-active", () => hands.press("Show"));
  assert.match(page.url(), /state=active/);
  const rows = page.locator(".kith-person-row");
  assert.ok((await rows.count()) > 0);
  for (const text of await rows.allInnerTexts()) assert.match(text, /Active/);
  await turn("person-narrow", () => rows.first().getByRole("link").click());
  await turn("people-active-again", () => page.goBack());
  assert.match(page.url(), /state=active/);
  assert.ok((await rows.count()) > 0);
  await leave();
});
