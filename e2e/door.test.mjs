// Somebody asks for support on an old phone without scripts; the lead asks back, and accepts and allocates in place.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

test("from the public door to a link worker, and back by the link of the receipt", async () => {
  const phone = await sitDown(browser, kith.origin, { size: "phone", scripts: false, pictures: "door" });
  await phone.visit("start", "/ask-for-support");
  const first = await phone.page.locator("main").innerText();
  assert.ok(first.indexOf("999") < first.indexOf("For me"), "what this is not for is said first");
  await phone.turn("me", () => phone.hands.follow("For me"));
  await phone.turn("me-wrong", () => phone.hands.press("Send"), { status: 422 });
  await phone.hands.write("Family name", "Doorstep");
  await phone.hands.write("Day", "27");
  await phone.hands.write("Month", "3");
  await phone.hands.write("Year", "1951");
  await phone.hands.write("What would you like help with?", "I would like company on Sundays.");
  await phone.hands.write("Telephone number", "01632 960001");
  await phone.turn("receipt", () => phone.hands.press("Send"));
  const link = await phone.page.locator("main a").filter({ hasText: "/receipt/" }).getAttribute("href");
  await phone.visit("status", link);
  const status = await phone.page.locator("main").innerText();
  assert.ok(!/doorstep|sundays/i.test(status), "the link names nobody and says nothing of them");

  const lead = await sitDown(browser, kith.origin, { pictures: "door-lead" });
  await lead.visit("front", "/");
  await lead.turn("queue", () => lead.page.getByRole("button", { name: /team lead/ }).click());
  await lead.turn("triage", () => lead.page.getByRole("link", { name: /DOORSTEP/ }).first().click());
  await lead.hands.unfold("Ask whoever sent it");
  await lead.page.getByLabel("What do you need to know?").fill("Is a morning or an evening better for you?");
  await lead.turn("asked", () => lead.hands.press("Ask"));

  await phone.visit("question", link);
  await phone.page.getByLabel("Your answer").fill("Evenings.");
  await phone.turn("answered", () => phone.hands.press("Send the answer"));
  assert.match(await phone.page.locator("main").innerText(), /The answer has been saved/);

  // In place: choose with an arrow key, and press Enter.
  await lead.visit("queue-again", "/queue");
  const row = lead.page.locator("li.kith-row").filter({ hasText: "DOORSTEP" });
  await lead.turn("open", () => row.getByRole("link", { name: /Allocate here/ }).click());
  await lead.page.keyboard.press("ArrowDown");
  await lead.turn("allocated", () => lead.page.keyboard.press("Enter"));
  assert.match(await lead.page.locator("main").innerText(), /has been allocated/);
  await phone.visit("taken", link);
  assert.match(await phone.page.locator("main").innerText(), /A link worker has it/);
  await phone.leave();
  await lead.leave();
  await kith.verify();
});
