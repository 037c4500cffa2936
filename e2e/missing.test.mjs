// What was missing, recorded where it shows itself: an organisation says no, and one tap makes it a gap; a sentence of a
// note is another; and both stand in the register. Without scripts on a telephone, and on a laptop.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

test("an organisation says no and it is a gap in one tap; a sentence in a note is one too; the register shows them", async () => {
  const desk = await sitDown(browser, kith.origin, { size: "phone", scripts: false, pictures: "missing-phone" });
  const { page } = desk;
  const main = () => page.locator("main").innerText();
  await desk.visit("front", "/");
  await desk.turn("today", () => page.getByRole("button", { name: /^Open as .*link worker/ }).first().click());
  await desk.visit("people", "/people");
  await desk.turn("person", () => page.getByRole("link", { name: /Keeley/i }).first().click());
  const person = new URL(page.url()).pathname;

  // A connection for the debts, which the organisation takes back.
  await desk.turn("connection", () => page.locator("#connections + ul a, [aria-labelledby=connections] a").filter({ hasText: /debt/i }).first().click());
  const connection = new URL(page.url()).pathname;
  await page.getByText("The organisation said no", { exact: true }).click();
  await page.getByText("Full", { exact: true }).click();
  await desk.turn("declined", () => page.getByRole("button", { name: "Save", exact: true }).click());
  // A gap came of its waiting list before, so this connection has its gap already.
  assert.match(await main(), /Recorded as a gap/);

  // Another one, from looking for something to the organisation's no.
  await desk.visit("find", `${person}/connect`);
  const need = page.getByRole("link", { name: /^Nothing there for/ });
  assert.ok((await need.count()) > 0);
  await desk.visit("again", person);
  await desk.turn("to-find", () => page.getByRole("link", { name: /^Find something/ }).first().click());
  await page.getByLabel("What are you looking for?").fill("garden");
  await desk.turn("found", () => page.getByRole("button", { name: "Search" }).last().click());
  await desk.turn("choose", () => page.locator("main a[href*='/connect/']").first().click());
  await desk.turn("made", () => page.locator("main form button[type=submit]").last().click());
  await page.getByText("I have asked the organisation", { exact: true }).click();
  await desk.turn("asked", () => page.getByRole("button", { name: "Save", exact: true }).click());
  assert.match(await main(), /it comes to your Today on/);
  await page.getByText("The organisation said no", { exact: true }).click();
  await page.getByText("Full", { exact: true }).click();
  await desk.turn("no", () => page.getByRole("button", { name: "Save", exact: true }).click());
  await desk.turn("tapped", () => page.getByRole("button", { name: "Record a gap: full" }).click());
  assert.match(await main(), /Gap recorded/);
  assert.equal(new URL(page.url()).pathname, person);
  assert.notEqual(connection, person);

  // A sentence of a note.
  await desk.turn("note", () => page.getByRole("link", { name: /^Something was not there/ }).first().click());
  await page.locator("input[name=sentence]").first().check();
  await page.locator("input[name=need]").first().check();
  await desk.turn("noted", () => page.getByRole("button", { name: "There is none here" }).click());
  assert.match(await main(), /Gap recorded/);

  await desk.visit("register", "/gaps");
  const rows = await main();
  assert.match(rows, /an organisation said no/);
  assert.match(rows, /a sentence in a note/);
  await desk.turn("one", () => page.locator("main a[href^='/gaps/']").first().click());
  await desk.turn("words", () => page.getByRole("link", { name: /Add what they say/ }).click());
  await page.getByLabel("What would have helped?").fill("Somebody who rings back.");
  await page.getByText("They agree that others read their words, without their name").click();
  await desk.turn("agreed", () => page.getByRole("button", { name: "Save", exact: true }).click());
  await desk.visit("register-again", "/gaps");
  assert.match(await main(), /Somebody who rings back\./);
  await desk.leave();
});

test("a wait is kept up from the list of waits with one press", async () => {
  const desk = await sitDown(browser, kith.origin, { pictures: "laptop" });
  const { page } = desk;
  await desk.visit("missing-front", "/");
  await desk.turn("missing-today", () => page.getByRole("button", { name: /^Open as .*link worker/ }).first().click());
  await desk.visit("missing-waits", "/waits");
  const main = () => page.locator("main").innerText();
  assert.match(await main(), /waits for/);
  await page.locator("input[name=weeks]").first().fill("3");
  await desk.turn("missing-still", () => page.getByRole("button", { name: "Still waiting" }).first().click());
  assert.match(await main(), /and said 3 weeks more/);
  await desk.turn("missing-more", () => page.getByRole("link", { name: /^Given up, or more to say/ }).first().click());
  await page.getByText("They said no: they do not want it any more", { exact: true }).click();
  await desk.turn("missing-gave-up", () => page.getByRole("button", { name: "They gave it up" }).click());
  assert.match(await main(), /Saved\.[\s\S]*Nobody is on a waiting list/);
  await desk.leave();
});
