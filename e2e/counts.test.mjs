// A lead sees whose people are held and who waits, opens a count, and finds exactly as many people behind it. A link
// worker who was called away from a note finds it again on Today.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aminaAt, sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

test("a lead opens a count and finds as many people as it says", async () => {
  const desk = await sitDown(browser, kith.origin);
  await desk.visit("front", "/");
  const lead = desk.page.getByRole("button", { name: /^Open as .*, team lead$/ });
  await desk.turn("lead", () => lead.click());
  await desk.visit("team", "/team");
  const table = desk.page.getByRole("table", { name: "People with each link worker" });
  const heads = await table.getByRole("columnheader").allInnerTexts();
  assert.deepEqual(heads, ["Link worker", "New", "Active", "Holding", "Waiting", "Door open"]);
  const counts = await table.locator("a[href*='counted=']").evaluateAll((all) =>
    all.map((link) => [link.getAttribute("href"), Number(link.firstChild.textContent)]),
  );
  assert.ok(counts.length > 2, "the tour's team has people");
  assert.ok(counts.some(([href]) => href.endsWith("=holding")), "somebody of the tour is held");
  for (const [href, count] of counts.slice(0, 6)) {
    await desk.visit(`count-${href.split("=").at(-1)}`, href);
    assert.equal(await desk.page.locator(".kith-person-row").count(), count, href);
  }
  await desk.leave();

  // On a phone the table scrolls within itself.
  const phone = await sitDown(browser, kith.origin, { size: "phone" });
  await phone.visit("phone-front", "/");
  await phone.turn("phone-lead", () => phone.page.getByRole("button", { name: /^Open as .*, team lead$/ }).click());
  await phone.visit("phone-team", "/team");
  await phone.leave();
});

test("what was begun stands on Today and on the person's page, and leads back to the form", async () => {
  const note = "She rang back while I was writing.";
  const { page, visit, turn, contact: form, hands, leave } = await aminaAt(browser, kith.origin);
  await visit("contact", form);
  await page.getByLabel("Note", { exact: true }).fill(note);
  await turn("kept", () => hands.press("Save as a draft"));
  await visit("person", form.replace("/contacts/new", ""));
  await page.getByText(/^You began a note on /).first().waitFor();
  await visit("today", "/today");
  const row = page.locator("li").filter({ hasText: "You began a note and have not saved it." });
  await turn("again", () => row.getByRole("link", { name: /^Go on with it/ }).click());
  assert.equal(await page.getByLabel("Note", { exact: true }).inputValue(), note);
  await leave();
});
