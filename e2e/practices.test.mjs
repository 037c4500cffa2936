// A manager brings a practice in, a practice without accounts reads why with its code, and Back, Send again is no second
// referral and no second contact.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aminaAt, sitDown } from "./support/desk.mjs";
import { browser, kith, openAs } from "./support/stage.mjs";

const main = (desk) => desk.page.locator("main").innerText();

/** Fills the form of an organisation with a practice code. */
async function referByCode(desk, code, family) {
  await desk.turn("practice-form", () => desk.hands.follow("I refer somebody for an organisation or a practice"));
  await desk.hands.write("Your name", "Jo Ng");
  await desk.hands.write("Your organisation", "Front desk");
  await desk.hands.write("How do we reach you?", "desk@example.org");
  await desk.hands.choose("Yes, they know and agree");
  await desk.hands.unfold("You are a practice and have a practice code");
  await desk.hands.write("Practice code", code);
  await desk.hands.write("Family name", family);
  await desk.hands.write("Day", "27");
  await desk.hands.write("Month", "3");
  await desk.hands.write("Year", "1951");
  await desk.hands.write("What would they like help with?", "Company on Sundays.");
  await desk.hands.write("Telephone number", "01632 960001");
}

test("a practice is added, given its address and a code, and reads why with it", async () => {
  const manager = await openAs(/service manager/, { pictures: "laptop" });
  await manager.turn("service", () => manager.hands.menu("Service"));
  await manager.turn("practices", () => manager.hands.follow("Practices"));
  await manager.turn("practice-new", () => manager.hands.press("Add a practice"));
  await manager.turn("practice-new-error", () => manager.hands.press("Add the practice"), { status: 422 });
  await manager.hands.write("Name of the practice", "Quay Surgery");
  await manager.hands.write("ODS code", "Q81001");
  await manager.turn("practice", () => manager.hands.press("Add the practice"));
  assert.match(await main(manager), /cannot send or read anything yet/);
  await manager.turn("practice-change", () =>
    manager.page.getByRole("link", { name: /Change.*the e-mail address/ }).click(),
  );
  await manager.hands.write("E-mail address", "quay@example.org");
  await manager.turn("practice-changed", () => manager.hands.press("Save"));
  assert.match(await main(manager), /E-mail address: quay@example\.org, before: none/);
  await manager.turn("code", () => manager.page.getByRole("link", { name: /Change.*the practice code/ }).click());
  const code = (await main(manager)).match(/[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/)[0];
  await manager.turn("code-made", () => manager.hands.press("Let this code work"));

  const phone = await sitDown(browser, kith.origin, { size: "phone", scripts: false });
  await phone.visit("start", "/ask-for-support");
  await referByCode(phone, code, "Quayside");
  await phone.turn("receipt", () => phone.hands.press("Send"));
  const receipt = await phone.page.locator("main a").filter({ hasText: "/receipt/" }).getAttribute("href");

  const lead = await openAs(/team lead/);
  await lead.turn("triage", () => lead.page.getByRole("link", { name: /QUAYSIDE/ }).first().click());
  await lead.hands.unfold("Give it back");
  await lead.hands.write("Why?", "Lives outside our area.");
  await lead.turn("returned", () => lead.hands.press("Give back"));

  await phone.visit("status", receipt);
  assert.match(await main(phone), /could not take this on\. Why opens with your practice code/);
  await phone.turn("locked", () => phone.hands.follow("Read what the team wrote, with your practice code"));
  assert.ok(!/quayside|outside our area/i.test(await main(phone)), "nothing before the code");
  await phone.hands.write("Practice code", code);
  await phone.turn("why", () => phone.hands.press("Read it"));
  assert.match(await main(phone), /Why it was given back\s+Lives outside our area\./);

  await manager.visit("practice-again", "/practices?q=quay");
  await manager.turn("practice-opened", () => manager.hands.follow("Quay Surgery"));
  await manager.turn("practice-end", () => manager.hands.follow("End that it refers here"));
  await manager.hands.write("Why does it end?", "Merged");
  await manager.turn("practice-ended", () => manager.hands.press("End it"));
  assert.match(await main(manager), /does not refer here since/);
  for (const desk of [manager, phone, lead]) await desk.leave();
  await kith.verify();
});

test("back, change and send at the public door comes in, and tells nobody that somebody had asked", async () => {
  const phone = await sitDown(browser, kith.origin, { size: "phone" });
  await phone.visit("start", "/ask-for-support");
  await phone.turn("me", () => phone.hands.follow("For me"));
  await phone.hands.write("Family name", "Backward");
  await phone.hands.write("Day", "27");
  await phone.hands.write("Month", "3");
  await phone.hands.write("Year", "1951");
  const reason = "What would you like help with?";
  await phone.hands.write(reason, "Company on Sundays.");
  await phone.hands.write("Telephone number", "01632 960001");
  await phone.turn("receipt", () => phone.hands.press("Send"));
  await phone.turn("back", () => phone.page.goBack());
  await phone.hands.write("Family name", "Backward");
  await phone.hands.write("Day", "27");
  await phone.hands.write("Month", "3");
  await phone.hands.write("Year", "1951");
  await phone.hands.write(reason, "Company on Sundays, and a bus.");
  await phone.hands.write("Telephone number", "01632 960001");
  await phone.turn("again", () => phone.hands.press("Send"));
  assert.match(await main(phone), /Your reference is/);
  await phone.leave();
});

test("back and save logs no second contact unless it is meant", async () => {
  const desk = await aminaAt(browser, kith.origin);
  await desk.visit("contact", desk.contact);
  await desk.hands.choose("No answer");
  await desk.hands.write("Note", "Rang twice over.");
  await desk.turn("saved", () => desk.hands.press("Save"));
  const person = desk.page.url();
  await desk.turn("back", () => desk.page.goBack());
  // What the browser fills in again is no draft of something that was not saved.
  const kept = [];
  desk.page.on("request", (request) => /draft/.test(request.url()) && kept.push(request.url()));
  await desk.page.waitForFunction(() => document.querySelector("textarea").value === "Rang twice over.");
  await desk.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await desk.turn("there-again", () => desk.page.goto(person));
  assert.deepEqual(kept, []);
  assert.doesNotMatch(await main(desk), /You began/);
  await desk.turn("back-again", () => desk.page.goto(new URL(desk.contact, person).href));
  await desk.hands.choose("No answer");
  await desk.hands.write("Note", "Rang twice over.");
  await desk.turn("asked", () => desk.hands.press("Save"), { status: 422 });
  assert.match(await main(desk), /You logged the same/);
  await desk.hands.tick("This is another one: log it too");
  await desk.turn("meant", () => desk.hands.press("Save"));
  assert.ok((await main(desk)).split("Rang twice over.").length > 2, "both stand in the story");
  // With other words it is asked what is meant; a correction makes no second contact.
  const contacts = () => desk.page.getByRole("link", { name: /^Correct the contact/ }).count();
  const before = await contacts();
  assert.ok(before >= 2);
  await desk.visit("changed", desk.contact);
  await desk.hands.choose("No answer");
  await desk.hands.write("Note", "Rang twice, and left no message.");
  await desk.turn("which", () => desk.hands.press("Save"), { status: 409 });
  assert.match(await main(desk), /What is saved[^]*What you wrote now[^]*left no message/);
  await desk.turn("corrected", () => desk.hands.press("Correct that contact with these words"));
  const story = await main(desk);
  assert.ok(story.includes("Rang twice, and left no message."), story);
  assert.equal(await contacts(), before);
  await desk.leave();
  await kith.verify();
});
