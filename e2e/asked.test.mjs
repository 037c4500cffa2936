// An organisation opens the link that the demo's post caught, on a telephone without scripts, and answers.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

test("asked by e-mail, an organisation answers without an account, and the link worker sees it", async () => {
  const phone = await sitDown(browser, kith.origin, { size: "phone", scripts: false, pictures: "asked-phone" });
  await phone.visit("post", "/demo/post");
  const link = phone.page.locator('a[href^="/asked/"]').first();
  await phone.turn("request", () => link.click());
  const at = new URL(phone.page.url()).pathname;
  assert.match(await phone.page.locator("main").innerText(), /Are you full\?/);

  // No reason is said; then a wait.
  await phone.page.getByText("Not us", { exact: true }).click();
  await phone.turn("no-reason", () => phone.page.getByRole("button", { name: "Say no" }).click(), { status: 422 });
  assert.match(await phone.page.locator(".nhsuk-error-summary").innerText(), /Choose a reason/);
  await phone.page.getByText("We have a waiting list", { exact: true }).click();
  await phone.page.getByLabel("About how many weeks?").first().fill("3");
  await phone.turn("answered", () =>
    phone.page.getByRole("button", { name: "Put them on the waiting list" }).click(),
  );
  assert.match(await phone.page.locator("main").innerText(), /You said about 3 weeks/);
  await phone.leave();

  const desk = await sitDown(browser, kith.origin, { pictures: "laptop" });
  await desk.visit("front", "/");
  await desk.turn("today", () => desk.page.getByRole("button", { name: /^Open as .*link worker/ }).first().click());
  const today = await desk.page.locator("main").innerText();
  assert.match(today, /has answered\./);
  await desk.turn("connection", () =>
    desk.page.getByRole("link", { name: /^Read it/ }).first().click(),
  );
  assert.match(await desk.page.locator("main").innerText(), /The organisation has written/);
  await desk.turn("seen", () => desk.page.getByRole("button", { name: "I have seen this" }).click());
  await desk.turn("stopped", () => desk.page.getByRole("button", { name: "Stop the link" }).click());
  await desk.visit("gone", at, { status: 404 });
  await desk.leave();
});
