// A safeguarding concern: the manager names a lead, the link worker writes, the lead acknowledges, and nobody else
// finds a word of it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

async function openAs(who, way) {
  const desk = await sitDown(browser, kith.origin, way);
  await desk.page.goto(kith.origin);
  await desk.turn("home", () => desk.hands.press(`Open as ${who}`));
  return desk;
}

test("a concern reaches whoever is named and nobody else", async () => {
  const words = "A bruise on her arm, and he answered for her";
  const manager = await openAs("Dev Raithatha, service manager", {});
  await manager.turn("leads", () => manager.hands.follow("Safeguarding leads"));
  assert.match(await manager.page.locator("main").innerText(), /Maureen Teague/);
  await manager.turn("leads-nobody-chosen", () => manager.hands.press("Name them"), { status: 422 });
  await manager.leave();

  const worker = await openAs("Amina Farouqi, link worker", { size: "phone", scripts: false, pictures: "phone" });
  const { page, hands, turn, visit } = worker;
  await turn("person", () => page.getByRole("region", { name: "Keep in mind" }).getByRole("link").first().click());
  const person = new URL(page.url()).pathname;
  assert.ok(await page.getByRole("heading", { name: "When it cannot wait" }).isVisible());
  await visit("concern", `${person}/concern`);
  await turn("concern-empty", () => hands.press("Send to the safeguarding lead"), { status: 422 });
  await hands.write("What have you seen, heard or been told?", words);
  await turn("concern-written", () => hands.press("Send to the safeguarding lead"));
  const concern = new URL(page.url()).pathname;
  assert.match(await page.locator("main").innerText(), /Nobody has acknowledged it yet/);
  await visit("person-again", person);
  assert.ok(!(await page.content()).includes(words), "it stands in no story");

  const lead = await openAs("Maureen Teague, team lead", { pictures: "laptop" });
  await lead.turn("concerns", () => lead.hands.follow("A safeguarding concern waits for you"));
  await lead.turn("concern-for-lead", () => lead.page.getByRole("main").getByRole("link", { name: /,/ }).first().click());
  assert.ok((await lead.page.locator("main").innerText()).includes(words));
  await lead.hands.write("What happens next, if you can say", "I ring the adult team today.");
  await lead.turn("concern-acknowledged", () => lead.hands.press("I have it"));
  await lead.leave();

  await visit("concern-answered", concern);
  assert.match(await page.locator("main").innerText(), /I ring the adult team today\./);
  await worker.leave();

  // A colleague who has no door of his own on the first page signs in with his password.
  const other = await sitDown(browser, kith.origin, {});
  await other.visit("sign-in", "/sign-in");
  await other.hands.write("E-mail address", "gareth.pryce@example.org");
  await other.hands.write("Password", kith.account("link_worker").password);
  await other.turn("colleague", () => other.hands.press("Sign in"));
  await other.visit("nothing-there", concern, { status: 404 });
  await other.leave();
});
