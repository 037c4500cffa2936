// An organisation proposes what its entry from a feed should say, without an account and without scripts; the lead corrects
// it here in one press, and the organisation and a link worker read it.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { launch } from "./support/browser.mjs";
import { aminaAt, sitDown } from "./support/desk.mjs";
import { startKith } from "./support/kith.mjs";

const kites = {
  id: "7b1d3c10-4f52-4a8e-9c11-000000000077",
  name: "Kites on the common",
  status: "active",
  description: "Making kites and flying them together.",
  email: "kites@example.org",
  organization: { id: "7b1d3c10-4f52-4a8e-9c11-000000000078", name: "The kite makers", description: "Kites" },
  schedules: [{ id: "7b1d3c10-4f52-4a8e-9c11-000000000079", byday: "MO", freq: "WEEKLY", opens_at: "10:00", closes_at: "12:00" }],
};

let browser, kith, folder;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "kith-feed-"));
  const feed = path.join(folder, "feed.json");
  await writeFile(feed, JSON.stringify([kites]));
  [browser, kith] = await Promise.all([launch(), startKith({ feed })]);
});
after(async () => {
  await browser?.close();
  await kith?.stop();
  await rm(folder, { recursive: true, force: true });
});

test("a proposal for an entry of a feed is corrected here in one press, and says whose word it was", async () => {
  const amina = await aminaAt(browser, kith.origin, { pictures: "proposals-amina" });
  await amina.visit("connect", `${amina.person}/connect?q=kites`);
  await amina.turn("make", () => amina.page.getByRole("link", { name: kites.name }).first().click());
  await amina.turn("connection", () => amina.hands.press("Make the connection"));
  const connection = new URL(amina.page.url()).pathname;
  await amina.visit("ask", `${connection}/ask`);
  await amina.turn("asked", () => amina.page.locator("main form .nhsuk-button").first().click());

  const phone = await sitDown(browser, kith.origin, { size: "phone", scripts: false, pictures: "proposals-phone" });
  const theirs = () => phone.page.locator("main").innerText();
  await phone.visit("post", "/demo/post");
  await phone.turn("request", () => phone.page.locator('a[href^="/asked/"]').first().click());
  await phone.turn("sent", () => phone.page.getByRole("button", { name: "Send us a link to everything" }).click());
  await phone.visit("post-again", "/demo/post");
  await phone.turn("list", () => phone.page.locator('a[href^="/asked-of-us/"]').first().click());
  await phone.turn("services", () => phone.page.getByRole("link", { name: /^Our services/ }).click());
  await phone.turn("service", () => phone.page.getByRole("link", { name: kites.name }).first().click());
  const own = phone.page.url();
  await phone.page.getByText("Change what the entry says").click();
  assert.match(await theirs(), /Days, opening times, postcode, price and ages are only changed in that list/);
  await phone.page.getByLabel("When?").fill("Every Friday, 2pm to 4pm");
  await phone.page.getByLabel("Telephone number").fill("01632 960 321");
  await phone.page.getByLabel("Postcode").fill("NE1 4LP");
  await phone.turn("proposed", () => phone.page.getByRole("button", { name: "Send these changes" }).click());

  const lead = await sitDown(browser, kith.origin, { pictures: "proposals" });
  await lead.visit("front", "/");
  await lead.turn("queue", () => lead.page.getByRole("button", { name: /team lead/ }).first().click());
  await lead.visit("said", "/entries-to-see-to");
  const line = lead.page.locator("main .kith-row", { hasText: kites.name });
  assert.match(await line.innerText(), /only the feed can say it: Postcode/);
  await lead.turn("taken", () => line.getByRole("button", { name: /Correct it here/ }).click());
  assert.doesNotMatch(await lead.page.locator("main").innerText(), /Kites on the common/);

  await amina.visit("entry", `/directory?q=kites`);
  await amina.turn("kites", () => amina.page.getByRole("link", { name: kites.name }).first().click());
  const read = await amina.page.locator("main").innerText();
  assert.match(read, /Every Friday, 2pm to 4pm/);
  assert.match(read, /Proposed by the organisation itself on .* and corrected here by/);
  assert.match(read, /01632.960.321/);
  // Nobody has answered the request itself: it stands with its age, and what can be done.
  await amina.visit("unanswered", "/still-without-an-answer?which=all");
  assert.match(await amina.page.locator("main .kith-row", { hasText: kites.name }).innerText(), /Asked today[\s\S]*Ask again/);
  await lead.visit("unanswered", "/still-without-an-answer?which=all&order=latest");
  assert.match(await lead.page.locator("main .kith-row", { hasText: kites.name }).innerText(), /Link worker: Amina Farouqi/);
  await phone.visit("came-of-it", own);
  assert.match(await theirs(), /Every Friday, 2pm to 4pm/);
  assert.match(await theirs(), /When; Postcode; Telephone number\. What can be corrected here was changed as it was said/);
  await phone.leave();
  await lead.leave();
  await amina.leave();
  await kith.verify();
});
