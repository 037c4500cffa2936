// A note written where the signal comes and goes: it is kept, and the page never says so when it is not.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aminaAt } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

const note = "Sat in the car outside. She had rung to say that she would not open the door today.";

test("the network is cut while a note is written, and comes back", async () => {
  const { page, context, visit, contact: form, leave } = await aminaAt(browser, kith.origin);
  await visit("contact", form);
  const says = (words) => page.locator("[data-draft-says]").filter({ hasText: words }).waitFor();
  const field = page.getByLabel("Note", { exact: true });
  await context.setOffline(true);
  await field.fill(note);
  await field.press("Tab");
  await says("Not saved yet: no connection. Keep this page open; it will be saved when the signal is back.");
  // Pressing Save does not lose the page.
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await says("Not saved yet: no connection.");
  assert.equal(await field.inputValue(), note);
  assert.ok(page.url().endsWith(form), page.url());
  const held = await page.evaluate(async () => [
    localStorage.length,
    sessionStorage.length,
    (await indexedDB.databases()).length,
    (await caches.keys()).length,
  ]);
  assert.deepEqual(held, [0, 0, 0, 0], "nothing of it is kept in the browser");
  await context.setOffline(false);
  await says(/Draft saved at \d\d:\d\d\. Only you can see it\./);
  await leave();

  // On another device, after signing in there, it is offered again, and can be thrown away.
  const phone = await aminaAt(browser, kith.origin, { size: "phone" });
  assert.equal(phone.contact, form);
  await phone.visit("contact-draft", form);
  assert.equal(await phone.page.getByLabel("Note", { exact: true }).inputValue(), note);
  await phone.turn("draft-gone", () => phone.hands.press("Throw the draft away"));
  assert.equal(await phone.page.getByLabel("Note", { exact: true }).inputValue(), "");
  await phone.leave();
});

test("whoever is signed out while writing is told so, and loses nothing", async () => {
  const { page, context, visit, contact: form, leave } = await aminaAt(browser, kith.origin);
  await visit("contact", form);
  const says = (words) => page.locator("[data-draft-says]").filter({ hasText: words }).waitFor();
  const cookies = await context.cookies();
  await context.clearCookies();
  const field = page.getByLabel("Note", { exact: true });
  await field.fill(note);
  await field.press("Tab");
  await says("Not saved yet: you have been signed out.");
  // Signed in again beside it, the page saves by itself.
  await context.addCookies(cookies);
  await field.press("Tab");
  await says(/Draft saved at/);
  await leave();
});
