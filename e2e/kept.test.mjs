// What takes ten minutes to write is not lost by a click, and one contact brings along what it led to.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aminaAt } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

test("a concern, a letter and About Me are there again after a click away", async () => {
  const { page, visit, turn, hands, person, leave } = await aminaAt(browser, kith.origin);
  const saved = () => page.locator("[data-draft-says]").filter({ hasText: /Draft saved at/ }).waitFor();
  const forms = [
    ["concern", "What have you seen, heard or been told?"],
    ["letters/new?template=none", "The letter"],
    ["about-me/write", "About me"],
    ["needs/new", "What does the person need?"],
    ["what-matters", "In their own words"],
  ];
  for (const [at, label] of forms) {
    await visit(at.replace(/\W/g, "-"), `${person}/${at}`);
    const text = `Ten minutes of typing into ${at.split(/\W/)[0]}.`;
    const field = page.getByLabel(label, { exact: true });
    await field.fill(text);
    await field.press("Tab");
    await saved();
    await turn("today", () => hands.menu("Today"));
    await visit("again", `${person}/${at}`);
    assert.equal(await page.getByLabel(label, { exact: true }).inputValue(), text, at);
    await turn("thrown-away", () => hands.press("Throw the draft away"));
  }
  await leave();
});

test("where no draft is kept the browser asks before the page is left", async () => {
  const { page, visit, turn, hands, person, leave } = await aminaAt(browser, kith.origin);
  await visit("contact-rules", `${person}/contact-rules`);
  const area = page.locator("form[method=post]:not([data-draft]) textarea").first();
  await area.fill("Never leave a message.");
  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += dialog.type() === "beforeunload" ? 1 : 0;
    void dialog.accept();
  });
  await turn("today", () => hands.menu("Today"));
  assert.equal(asked, 1);
  await leave();
});

test("a contact brings a connection, something to do and a day as people write it", async () => {
  const { page, visit, turn, hands, person, leave } = await aminaAt(browser, kith.origin, { size: "phone" });
  await visit("contact", `${person}/contacts/new`);
  await hands.write("Note", "She would like company on Wednesdays.");
  await hands.unfold("And also");
  await hands.write("A later day", "3 Dec 2026");
  await hands.write("What is it called in the directory?", "garden");
  await hands.write("What is to be done?", "Ask about the bus");
  await hands.pick("Whose is it?", "The link worker");
  await hands.write("By when?", "31 February");
  await turn("asked", () => hands.press("Save"), { status: 422 });
  await page.getByText("There is no such day.").first().waitFor();
  assert.equal(await page.getByLabel("What is to be done?", { exact: true }).inputValue(), "Ask about the bus");
  await hands.write("By when?", "Friday");
  await hands.choose("None of these: save without a connection");
  await turn("saved", () => hands.press("Save"));
  await page.getByText("Contact saved, and the next one is booked.").first().waitFor();
  await page.getByText("Thursday 3 December").first().waitFor();
  await leave();
});
