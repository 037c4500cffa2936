// An organisation answers from its e-mail and sets itself full until a day; the next worker sees it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

test("an organisation answers from its e-mail, sets itself full and pauses, and the next worker sees it", async () => {
  const phone = await sitDown(browser, kith.origin, { size: "phone", scripts: false, pictures: "our-side-phone" });
  const main = () => phone.page.locator("main").innerText();
  await phone.visit("post", "/demo/post");
  await phone.turn("request", () => phone.page.locator('a[href^="/asked/"]').first().click());
  const name = (await main()).match(/would like to come to (.+)\./)[1];
  await phone.turn("sent", () => phone.page.getByRole("button", { name: "Send us a link to everything" }).click());
  assert.match(await main(), /We have sent the link/);

  // The second e-mail opens the list; yes in one press.
  await phone.visit("post-again", "/demo/post");
  await phone.turn("list", () => phone.page.locator('a[href^="/asked-of-us/"]').first().click());
  assert.match(await main(), /Waiting for your answer/);
  await phone.turn("yes", () => phone.page.getByRole("button", { name: "Yes, they can come" }).first().click());
  assert.match(await main(), /You said yes/);
  await phone.turn("back", () => phone.page.getByRole("link", { name: "Back to all requests" }).click());

  // Full, and nobody until a day; then everything else is right.
  await phone.turn("services", () => phone.page.getByRole("link", { name: /^Our services/ }).click());
  await phone.turn("service", () => phone.page.getByRole("link", { name }).first().click());
  await phone.page.getByLabel("We are full").check();
  await phone.page.getByLabel("Not taking anybody until").fill("1 January 2020");
  await phone.turn("past", () => phone.page.getByRole("button", { name: "Save" }).click(), { status: 422 });
  assert.match(await phone.page.locator(".nhsuk-error-summary").innerText(), /a day to come/);
  const until = new Date(Date.now() + 40 * 86_400_000);
  const day = until.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  await phone.page.getByLabel("Not taking anybody until").fill(day);
  await phone.turn("full", () => phone.page.getByRole("button", { name: "Save" }).click());
  assert.match(await main(), new RegExp(`Not taking anybody until ${day}`));
  await phone.turn("right", () => phone.page.getByRole("button", { name: "All of this is right" }).click());
  assert.match(await main(), /Last checked by the organisation on/);
  await phone.leave();

  const desk = await sitDown(browser, kith.origin, { pictures: "our-side" });
  await desk.visit("front", "/");
  await desk.turn("today", () => desk.page.getByRole("button", { name: /^Open as .*link worker/ }).first().click());
  await desk.visit("found", `/directory?q=${encodeURIComponent(name)}`);
  const card = desk.page.locator(".kith-card", { hasText: name }).first();
  assert.match(await card.innerText(), new RegExp(`Not taking anybody until ${day}`));
  await desk.leave();
});
