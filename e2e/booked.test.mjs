// What is booked, with the keyboard alone: from a contact onto Today, and written down from there. No calendar learns a name.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

test("no answer, will try on a day: booked in a few keys, on Today, and did not attend", async (t) => {
  const { page, hands, turn, visit, leave } = await sitDown(browser, kith.origin);
  await visit("front", "/");
  await turn("today", () => hands.press("Open as Amina Farouqi, link worker"));
  const main = () => page.locator("main").innerText();
  assert.match(await main(), /Booked today[\s\S]*2\.30pm/);
  await turn("person", () => page.getByRole("region", { name: "Keep in mind" }).getByRole("link").first().click());
  let presses = 0;
  const press = async (...keys) => {
    for (const key of keys) {
      presses += 1;
      await page.keyboard.press(key);
    }
  };
  await turn("contact", () => press("l"));
  await press("Tab", "ArrowDown", "Tab", "Tab", "Tab", "Tab");
  const day = page.getByLabel("Is there a day for the next contact?", { exact: true });
  assert.ok(await day.evaluate((one) => one === document.activeElement), "the day comes after the note");
  await press("ArrowDown");
  const chosen = await day.evaluate((one) => one.selectedOptions[0].label);
  await press("Tab");
  await page.keyboard.type("Will try again");
  await turn("person-booked", () => press("Enter"));
  // On a Friday the first day offered is a Saturday, and it is said that the service is closed then.
  assert.match(await main(), /Contact saved, and the next one is booked[.,]/);
  assert.ok((await main()).includes(chosen), `${chosen} stands on the page`);
  t.diagnostic(`${presses} keys and 14 letters`);
  assert.ok(presses <= 12, `${presses} keys`);
  await turn("booked", () => page.getByRole("region", { name: "Booked" }).getByRole("link").first().click());
  await turn("contact-missed", () => hands.press("They did not attend"));
  assert.ok(await page.getByRole("radio", { name: "Did not attend" }).isChecked());
  await turn("person-missed", () => hands.press("Save"));
  assert.match(await main(), /did not attend/);
  await leave();
});

test("the sheet of the day prints without a surname", async () => {
  const { page, hands, turn, visit, leave } = await sitDown(browser, kith.origin);
  await visit("front", "/");
  await turn("today", () => hands.press("Open as Amina Farouqi, link worker"));
  const name = await page.getByRole("region", { name: "Booked today" }).getByRole("link").first().innerText();
  const surname = name.split(",")[0];
  assert.ok(surname.length > 3 && surname === surname.toUpperCase(), surname);
  await turn("sheet", () => hands.follow("Sheet to print"));
  await page.emulateMedia({ media: "print" });
  const printed = await page.locator("main").innerText();
  assert.match(printed, /2\.30pm/);
  assert.ok(!printed.toUpperCase().includes(surname), printed);
  assert.ok(!printed.includes("The day after"), "what is pressed is not printed");
  await page.emulateMedia({ media: "screen" });
  await leave();
});
