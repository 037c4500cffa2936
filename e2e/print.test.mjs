// Pages on paper, and without colour.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";

import { screens, sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

const onScreenOnly = [
  ".nhsuk-header__navigation",
  ".nhsuk-header__account",
  ".nhsuk-footer",
  ".nhsuk-summary-list__actions",
  ".kith-actions",
  ".kith-filter",
  ".kith-timeline__do",
];

/** Puts the page on paper, A4 wide and grey, and checks what is there. */
async function print(page, name) {
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 794, height: 1123 });
  await page.evaluate(() => (document.documentElement.style.filter = "grayscale(1)"));
  await page.screenshot({ path: path.join(screens, `print-${name}.png`), fullPage: true });
  for (const what of onScreenOnly)
    for (const one of await page.locator(what).all()) assert.equal(await one.isVisible(), false, `${what} is printed`);
  const addresses = await page.evaluate(() =>
    [...document.querySelectorAll("main a, .kith-person a")]
      .filter((one) => one.checkVisibility())
      .map((one) => getComputedStyle(one, "::after").content)
      .filter((words) => words.includes("/")),
  );
  assert.deepEqual(addresses, [], "addresses of our own pages are printed");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 794, `${wide} px do not fit on A4`);
  const pdf = await page.pdf({ format: "A4", path: path.join(screens, `print-${name}.pdf`) });
  assert.ok(pdf.length > 5_000);
}

test("a person's page prints the person once, the story in full, and no buttons", async () => {
  const { page, hands, visit, turn, leave } = await sitDown(browser, kith.origin);
  await visit("front", "/");
  await turn("today", () => hands.press("Open as Amina Farouqi, link worker"));
  await turn("person", () => page.getByRole("region", { name: "Keep in mind" }).getByRole("link").first().click());
  assert.equal(await page.locator(".kith-person").evaluate((e) => getComputedStyle(e).position), "sticky");
  const story = await page.locator(".kith-timeline > li").count();
  assert.ok(story > 3);

  await print(page, "person");
  const banner = page.locator(".kith-person");
  assert.equal(await banner.evaluate((e) => getComputedStyle(e).position), "static", "it would cover each sheet's top");
  const [above, below] = [await banner.boundingBox(), await page.locator("h1").boundingBox()];
  assert.ok(above.y + above.height <= below.y, "the banner lies over the page");
  for (const entry of await page.locator(".kith-timeline > li").all()) assert.ok(await entry.isVisible());
  await leave();
});

test("the queue prints every referral and nothing to press", async () => {
  const { page, hands, visit, turn, leave } = await sitDown(browser, kith.origin);
  await visit("front", "/");
  await turn("queue", () => hands.press("Open as Maureen Teague, team lead"));
  const rows = await page.locator(".kith-rows > li").count();
  assert.ok(rows > 0);
  await print(page, "queue");
  for (const row of await page.locator(".kith-rows > li").all()) assert.ok(await row.isVisible());
  await leave();
});
