// A message back from the draft to the practice's answer: kept from the practice, sent, opened, taken along, answered.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

const openAs = (desk, role) =>
  desk.page.getByRole("button", { name: new RegExp(`^Open as .*${role}`) }).first().click();

for (const way of [{ size: "laptop" }, { size: "phone", scripts: false }]) {
  test(`a message is drafted, held up, sent, opened and answered (${way.size})`, async () => {
    const desk = await sitDown(browser, kith.origin, { ...way, pictures: `message-${way.size}` });
    const { page } = desk;
    const main = () => page.locator("main").innerText();
    await desk.visit("front", "/");
    await desk.turn("today", () => openAs(desk, "link worker"));
    const person = await personWithMessage(desk);
    await desk.visit("write", `${person}/message-back`);
    // Something is kept from the practice: it leaves the draft, and naming it is held up.
    const kept = page.locator("details", { has: page.locator('input[name="keep_back"]') });
    if (!(await kept.evaluate((it) => it.open))) await kept.locator("summary").click();
    const boxes = page.locator('input[name="keep_back"]');
    const count = await boxes.count();
    assert.ok(count > 0, "the draft is made of something");
    const last = boxes.nth(count - 1);
    if (!(await last.isChecked())) await last.check();
    const says = (await page.locator(`label[for="${await last.getAttribute("id")}"]`).innerText()).trim();
    const called = says.split(/[,:]/)[0];
    await desk.turn("kept-back", () => page.getByRole("button", { name: "Save what is ticked" }).click());
    assert.match(await main(), /stays out of what the practice reads/);
    for (const box of ["mattered", "happened", "missing"]) {
      assert.ok(!(await page.locator(`[name="${box}"]`).inputValue()).includes(says), `${says} is in no draft`);
    }
    await page.getByLabel("What happened").fill(`We spoke of ${called} again.`);
    await desk.turn("held-up", () => page.getByRole("button", { name: "Send", exact: true }).click(), { status: 422 });
    assert.match(await page.locator(".nhsuk-error-summary").innerText(), /do not want the practice to know/);
    const words = `It goes better (${way.size}).`;
    await page.getByLabel("What happened").fill(words);
    await desk.turn("sent", () => page.getByRole("button", { name: "Send", exact: true }).click());
    await desk.turn("one", () => page.getByRole("link", { name: /^Open the message/ }).first().click());
    assert.match(await main(), /e-mail with a link to it|has been delivered/);
    assert.match(await main(), /Nobody at the practice has opened it yet/);
    const message = new URL(page.url()).pathname;
    await desk.leave();

    const surgery = await sitDown(browser, kith.origin, { ...way, pictures: `message-practice-${way.size}` });
    await surgery.visit("front", "/");
    await surgery.turn("refer", () => openAs(surgery, "receptionist"));
    await surgery.visit("mine", "/my-referrals");
    await surgery.turn("read", () => surgery.page.getByRole("button", { name: /^Read/ }).first().click());
    const at = new URL(surgery.page.url()).pathname;
    assert.match(await surgery.page.locator("main").innerText(), new RegExp(words.replace(/[()]/g, "\\$&")));
    const [file] = await Promise.all([
      surgery.page.waitForEvent("download"),
      surgery.page.getByRole("link", { name: /^PDF/ }).first().click(),
    ]);
    assert.match(file.suggestedFilename(), /^message-\d{4}-\d\d-\d\d\.pdf$/);
    await surgery.visit("again", at);
    await surgery.page.getByLabel("Answer the link worker").fill("Thank you. Her tablets changed on Monday.");
    await surgery.turn("answered", () => surgery.page.getByRole("button", { name: "Send the answer" }).click());
    assert.match(await surgery.page.locator("main").innerText(), /Your practice answered/);
    await surgery.leave();

    const again = await sitDown(browser, kith.origin, { ...way, pictures: `message-answer-${way.size}` });
    await again.visit("front", "/");
    await again.turn("today", () => openAs(again, "link worker"));
    assert.match(await again.page.locator("main").innerText(), /The practice has written back/);
    await again.visit("message", message);
    assert.match(await again.page.locator("main").innerText(), /Her tablets changed on Monday/);
    await again.turn("seen", () => again.page.getByRole("button", { name: "I have seen this" }).click());
    await again.leave();
  });
}

/** Somebody whose practice can be written to and whose record has something to tell of. */
async function personWithMessage(desk) {
  await desk.visit("people", "/people");
  const hrefs = await desk.page.locator('main a[href^="/people/0"]').evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  for (const href of new Set(hrefs)) {
    await desk.page.goto(new URL(`${href}/message-back`, desk.page.url()).href);
    if ((await desk.page.locator('input[name="keep_back"]').count()) > 0) return href;
  }
  throw new Error("nobody has a practice and something to tell of");
}
