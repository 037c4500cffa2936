// A service begins: its manager says how it works and brings the caseload in; its lead takes referrals from a list.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

/** Sits down as somebody of the demonstration. */
async function as(role, way) {
  const desk = await sitDown(browser, kith.origin, way);
  await desk.visit("front", "/");
  const { name } = kith.account(role);
  await desk.turn("home", () => desk.page.getByRole("button", { name: `Open as ${name}` }).click());
  return desk;
}

/** A practice of the demonstration. */
const surgery = "Harbour Lane Surgery";

/** A file as a spreadsheet saves it. */
const file = (rows) => ({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\r\n")) });

test("a lead takes referrals from a list, without JavaScript, and mends a row first", async () => {
  const desk = await as("team_lead", { scripts: false, pictures: "laptop" });
  const { page, turn, visit, leave } = desk;
  await visit("imports", "/imports");
  const head = "Ref;Surname;First name;DOB;Practice;Reason";
  const row = (n, born) => `E${n};Imported${n};Rosa;${born};Nowhere Surgery;Lonely since the spring`;
  const bring = async (name, rows) => {
    await page.getByRole("radio", { name: "New referrals" }).check();
    await page.getByLabel("The file").setInputFiles(file([head, ...rows]));
    await turn(name, () => page.getByRole("button", { name: "Look at the file" }).click());
  };
  await bring("import-wrong", [row(1, "27/3/1951"), row(2, "31/2/1951")]);
  const said = await page.locator("main").innerText();
  assert.match(said, /Columns are parted by\s+semicolons/);
  assert.match(said, /no day of the calendar/);
  assert.match(said, /Nowhere Surgery” is none of your service’s practices/);
  // Nothing of it was taken; the mended file is brought in instead.
  await visit("imports-again", "/imports");
  const mended = (n) => row(n, "27/3/1951").replace("Nowhere Surgery", surgery);
  await bring("import-mended", [mended(1), mended(2)]);
  await page.getByLabel("What the people were told, where a row does not say").selectOption("agreed");
  await turn("import-good", () => page.getByRole("button", { name: "Look at it with these columns" }).click());
  await turn("import-taking", () => page.getByRole("button", { name: "Take 2 rows" }).click());
  for (let looks = 0; looks < 50 && !(await page.getByText("2 new.").isVisible()); looks += 1) {
    await turn("import-following", () => page.getByRole("link", { name: "See how far it is" }).click());
  }
  assert.match(await page.locator("main").innerText(), /2 new\./);
  await visit("queue", "/queue");
  assert.match(await page.locator("main").innerText(), /IMPORTED1, Rosa/);
  await leave();
});

test("a manager says how the service works and reads the month, on a phone", async () => {
  const desk = await as("service_manager", { size: "phone", pictures: "phone" });
  const { page, turn, visit, leave } = desk;
  await visit("service", "/service");
  await turn("urgent", () => page.getByRole("link", { name: /Change\s+the crisis line/ }).click());
  await page.getByLabel("Local crisis line").fill("0800 496 0000, day and night");
  await turn("service-changed", () => page.getByRole("button", { name: "Save" }).click());
  assert.match(await page.locator("main").innerText(), /0800 496 0000/);
  await visit("ways", "/service/lists/what-we-did");
  await page.getByLabel("Words of “Went with them”").fill("Went along with them");
  await turn("ways-changed", () => page.getByRole("button", { name: "Save" }).click());
  await visit("history", "/service/history");
  const history = await page.locator("main").innerText();
  assert.match(history, /changed what we did/);
  assert.match(history, /Before: .*Went with them/);
  assert.match(history, /Now: .*Went along with them/);
  await visit("month", "/reports/this-month");
  const month = await page.locator("main").innerText();
  assert.match(month, /Referrals received: \d+/);
  assert.equal(await page.getByRole("link", { name: /Open the people/ }).count(), 0, "counts only");
  await leave();
});
