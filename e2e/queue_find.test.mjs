// A lead is rung about somebody who waits, and finds them by a name as it sounds, without JavaScript.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

test("a lead finds who waits by a name as it sounds, and goes on to the person", async () => {
  const desk = await sitDown(browser, kith.origin, { scripts: false, pictures: "laptop" });
  const { page, turn, visit, leave } = desk;
  await visit("front", "/");
  await turn("home", () => page.getByRole("button", { name: `Open as ${kith.account("team_lead").name}` }).click());
  await visit("queue", "/queue");
  const first = page.locator("a.kith-row__name").first();
  const name = (await first.innerText()).split(",")[0];
  await page.getByText("Find somebody in the queue").click();
  await page.getByLabel("Name, date of birth or NHS number").fill(name.toLowerCase());
  await turn("queue-found", () => page.getByRole("button", { name: "Find", exact: true }).click());
  assert.doesNotMatch(page.url().toLowerCase(), new RegExp(name.toLowerCase()), "no name in the address");
  assert.match(await page.locator("main").innerText(), /only those like what you looked for are shown/);
  await turn("triage", () => page.locator("a.kith-row__name").first().click());
  await turn("person", () => page.locator("a.kith-person__name").click());
  await turn("triage-again", () => page.getByRole("link", { name: "The referral that waits in the queue" }).click());
  assert.match(page.url(), /\/triage$/);
  await visit("queue-nobody", "/queue?route=friend&practice=");
  await leave();
});
