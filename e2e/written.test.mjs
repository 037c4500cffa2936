// A practice that keeps no accounts: it refers with its code, and reads what the link worker wrote by the e-mailed link
// and the code, on a telephone without scripts and at a desk.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

const main = (desk) => desk.page.locator("main").innerText();

test("a practice with its code alone refers, reads the message back and answers it", async () => {
  const lead = await sitDown(browser, kith.origin, { pictures: "written-lead" });
  await lead.visit("front", "/");
  await lead.turn("queue", () => lead.page.getByRole("button", { name: /team lead/ }).click());
  await lead.visit("codes", "/practice-codes");
  await lead.turn("code", () => lead.page.locator("main a.kith-row__name").first().click());
  const code = await lead.page.locator("main p.nhsuk-heading-l").innerText();
  await lead.turn("works", () => lead.hands.press("Let this code work"));

  const phone = await sitDown(browser, kith.origin, { size: "phone", scripts: false, pictures: "written-phone" });
  await phone.visit("start", "/ask-for-support");
  await phone.turn("form", () => phone.hands.follow("I refer somebody for an organisation or a practice"));
  await phone.page.getByLabel("Your name").fill("Front desk");
  await phone.page.getByLabel("Your organisation").fill("Harbour Lane, reception");
  await phone.page.getByLabel("How do we reach you?").fill("01632 960900");
  await phone.hands.choose("Yes, they know and agree");
  await phone.hands.unfold("You are a practice and have a practice code");
  await phone.hands.write("Practice code", code.toLowerCase());
  await phone.hands.write("Family name", "Codeby");
  await phone.hands.write("Day", "27");
  await phone.hands.write("Month", "3");
  await phone.hands.write("Year", "1951");
  await phone.hands.write("What would they like help with?", "Lonely since his brother moved away.");
  await phone.hands.write("Telephone number", "01632 960001");
  await phone.turn("receipt", () => phone.hands.press("Send"));
  const receipt = await phone.page.locator("main a").filter({ hasText: "/receipt/" }).getAttribute("href");

  await lead.visit("queue-again", "/queue");
  const row = lead.page.locator("li.kith-row").filter({ hasText: "CODEBY" });
  await lead.turn("open", () => row.getByRole("link", { name: /Allocate here/ }).click());
  await lead.page.getByRole("radio", { name: /Amina/ }).check();
  await lead.turn("allocated", () => lead.page.keyboard.press("Enter"));
  await lead.leave();

  const desk = await sitDown(browser, kith.origin, { pictures: "written-worker" });
  await desk.visit("front", "/");
  await desk.turn("today", () => desk.page.getByRole("button", { name: /^Open as Amina/ }).click());
  await desk.turn("person", () => desk.page.getByRole("link", { name: /CODEBY/ }).first().click());
  await desk.turn("write", () => desk.page.getByRole("button", { name: "Message the practice" }).click());
  assert.match(await main(desk), /opens the message with its practice code/);
  await desk.page.getByLabel("What happened", { exact: true }).fill("We met twice, and he has joined the choir.");
  await desk.turn("sent", () => desk.hands.press("Send"));
  assert.match(await main(desk), /opens it with its practice code/);

  await phone.visit("status", receipt);
  assert.match(await main(phone), /Read it with your practice code/);
  await phone.visit("post", "/demo/post");
  await phone.turn("locked", () => phone.page.locator('a[href^="/written/"]').first().click());
  const here = new URL(phone.page.url()).pathname;
  assert.ok(!/codeby|choir|lonely/i.test(await main(phone)), "before the code nothing says whom it is about");
  await phone.hands.write("Practice code", "AAAA-AAAA-AAAA");
  await phone.turn("wrong", () => phone.hands.press("Read it"), { status: 422 });
  await phone.hands.write("Practice code", code);
  await phone.turn("open", () => phone.hands.press("Read it"));
  assert.match(await main(phone), /CODEBY[\s\S]*joined the choir/);
  await phone.hands.write("Answer the link worker", "Good to hear. His tablets changed on Monday.");
  await phone.turn("answered", () => phone.hands.press("Send the answer"));
  assert.match(await main(phone), /Your practice answered[\s\S]*tablets changed/);
  await phone.leave();

  await desk.visit("today-again", "/today");
  assert.match(await main(desk), /The practice has written back/);
  await desk.turn("message", () => desk.page.locator('main a[href^="/messages/"]').first().click());
  assert.match(await main(desk), /Opened at the practice on[\s\S]*Opened/);
  await desk.turn("stopped", () => desk.hands.press("Stop the links"));
  await desk.visit("gone", here, { status: 404 });
  await desk.leave();
  await kith.verify();
});
