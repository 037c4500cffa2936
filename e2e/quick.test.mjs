// "Phoned, no answer, will try Thursday": what is written most often must be written in a few keys.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

/** Keys that are not text. Ten is what we aim at; two more are for a page that asks one thing more. */
const mostPresses = 12;

/** Opens the first person of a part of Today. `press` and `type` are all that happens from there. */
async function atPerson(part) {
  const desk = await sitDown(browser, kith.origin);
  const { page, hands, turn } = desk;
  await desk.visit("front", "/");
  await turn("today", () => hands.press("Open as Amina Farouqi, link worker"));
  await turn("person", () => page.getByRole("region", { name: part }).getByRole("link").first().click());
  let presses = 0;
  const press = async (...keys) => {
    for (const key of keys) {
      presses += 1;
      await page.keyboard.press(key);
    }
  };
  const focusIsAt = async (label) => {
    const field = page.getByLabel(label, { exact: true });
    assert.ok(await field.evaluate((one) => one === document.activeElement), `the focus is not at “${label}”`);
  };
  return { ...desk, press, presses: () => presses, type: (text) => page.keyboard.type(text), focusIsAt };
}

test("an unanswered call, with what comes next, is saved with the keyboard alone", async (t) => {
  const { page, turn, press, presses, type, focusIsAt, leave } = await atPerson("Someone is waiting for you");
  await turn("contact", () => press("l"));
  await focusIsAt("Phone");
  await press("Tab", "ArrowDown");
  assert.ok(await page.getByRole("radio", { name: "No answer" }).isChecked());
  // When it was, how long it took, and the note may all be left out.
  // The day may be left out too.
  await press("Tab", "Tab", "Tab", "Tab", "Tab");
  await focusIsAt("What is agreed next?");
  const text = "Will try on Thursday";
  await type(text);
  await turn("person-saved", () => press("Enter"));
  const saved = await page.locator("main").innerText();
  assert.match(saved, /Contact saved\./);
  assert.match(saved, /phoned.*no answer/i);
  assert.ok(saved.includes(text));
  t.diagnostic(`${presses()} keys and ${text.length} letters`);
  assert.ok(presses() <= mostPresses, `${presses()} keys`);
  await leave();
});

test("the same in a note alone, and letters typed there are no shortcuts", async (t) => {
  const { page, turn, press, presses, type, focusIsAt, leave } = await atPerson("Keep in mind");
  await turn("contact", () => press("l"));
  await press("Tab", "ArrowDown", "Tab", "Tab", "Tab");
  await focusIsAt("Note");
  const text = "No answer, will call Thursday / l";
  await type(text);
  // Enter begins a new line here; with Control it saves.
  await turn("person-saved", () => press("Control+Enter"));
  assert.ok((await page.locator("main").innerText()).includes(text));
  t.diagnostic(`${presses()} keys and ${text.length} letters`);
  assert.ok(presses() <= mostPresses, `${presses()} keys`);
  await leave();
});
