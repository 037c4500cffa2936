// A commissioner reads what was missing, of a need and a place too, takes it away, and finds nothing else of anybody. A
// lead writes what is asked for, and the commissioner prints it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch } from "./support/browser.mjs";
import { sitDown } from "./support/desk.mjs";
import { startKith } from "./support/kith.mjs";

let browser;
let kith;
before(async () => {
  [browser, kith] = await Promise.all([launch(), startKith({ size: "service" })]);
});
after(async () => {
  await browser?.close();
  await kith?.stop();
});

async function openAs(role, way) {
  const desk = await sitDown(browser, kith.origin, way);
  await desk.visit("front", "/");
  await desk.turn("first", () => desk.page.getByRole("button", { name: role }).first().click());
  return desk;
}

test("a commissioner reads what was missing and nothing else of anybody", async () => {
  const desk = await openAs(/^Open as .*, commissioner/, { pictures: "unmet" });
  const { page } = desk;
  assert.equal(new URL(page.url()).pathname, "/reports");
  await desk.turn("missing", () => page.getByRole("link", { name: "What was missing" }).click());
  assert.equal(new URL(page.url()).pathname, "/reports/unmet-need");
  await page.getByText(/about [1-9]\d* people needed something that was not there/).waitFor();
  const first = page.getByRole("table").first();
  assert.match(await first.locator("caption").innerText(), /Whose part it would be/);
  // Of one need; the form needs no script.
  await page.getByLabel("What was needed").selectOption({ label: "About: Housing" });
  await desk.turn("need", () => page.getByRole("button", { name: "Show" }).click());
  assert.match(page.url(), /need=domain-housing/);
  await page.getByText(/needs under “Housing”/).first().waitFor();
  const links = ["XLSX", "CSV"].map((kind) => page.getByRole("link", { name: new RegExp(kind) }).getAttribute("href"));
  for (const href of await Promise.all(links)) {
    const answer = await page.request.get(new URL(href, kith.origin).href);
    assert.equal(answer.status(), 200, href);
  }
  for (const elsewhere of ["/today", "/people", "/queue", "/team", "/reports/this-month", "/settings", "/gaps"]) {
    const answer = await page.request.get(new URL(elsewhere, kith.origin).href, { maxRedirects: 0 });
    assert.ok([403, 404].includes(answer.status()), `${elsewhere}: ${answer.status()}`);
  }
  assert.equal(await page.locator("a[href^='/people'], a[href^='/gaps']").count(), 0);
  await desk.leave();
});

test("the demo holds a case of housing, with people's own words and what is asked for", async () => {
  const desk = await openAs(/^Open as .*, commissioner/, { pictures: "unmet-case" });
  await desk.visit("full-case", "/reports/unmet-need/case?need=domain-housing");
  const { page } = desk;
  await page.getByText(/about [1-9]\d* people needed this/).waitFor();
  await page.getByRole("heading", { name: /in people’s own words/ }).waitFor();
  await page.getByText("“").first().waitFor();
  await page.getByText("Two housing advisers for three years").waitFor();
  await desk.leave();
});

test("a lead writes what is asked for, and the commissioner prints the case", async () => {
  const lead = await openAs(/^Open as .*, team lead/);
  await lead.visit("month", "/reports/this-month");
  await lead.turn("report", () => lead.page.getByRole("link", { name: /^What was missing/ }).click());
  await lead.turn("case", () => lead.page.getByRole("link", { name: /^Make a case for investment/ }).click());
  await lead.page.getByLabel("What was needed").selectOption({ label: "About: Housing" });
  await lead.turn("housing", () => lead.page.getByRole("button", { name: "Show" }).click());
  const words = "Two advisers who can go to court with people.\nFor three years.";
  await lead.page.getByLabel("What we ask for").fill(words);
  await lead.turn("saved", () => lead.page.getByRole("button", { name: "Save" }).click());
  await lead.page.getByText("Two advisers who can go to court").first().waitFor();
  const address = lead.page.url().replace(/&said=.*/, "");
  await lead.leave();

  const desk = await openAs(/^Open as .*, commissioner/, { pictures: "unmet" });
  await desk.visit("their-case", address);
  await desk.page.getByText("Two advisers who can go to court").waitFor();
  assert.equal(await desk.page.getByRole("button", { name: "Save" }).count(), 0);
  const pdf = await desk.page.request.get(
    new URL(await desk.page.getByRole("link", { name: /PDF/ }).getAttribute("href"), kith.origin).href,
  );
  assert.equal(pdf.headers()["content-type"], "application/pdf");
  const file = (await pdf.body()).toString("latin1");
  assert.match(file.slice(0, 5), /%PDF-/);
  assert.equal(file.match(/\/Type\/Page(?!s)/g)?.length, 1, "it is one page");
  await desk.leave();

  const phone = await openAs(/^Open as .*, commissioner/, { size: "phone", scripts: false });
  await phone.visit("phone-case", address);
  await phone.leave();
});

test("a lead opens the rows behind a figure of people, and a link worker those of theirs", async () => {
  const lead = await openAs(/^Open as .*, team lead/, { pictures: "unmet-lead" });
  await lead.visit("report", "/reports/unmet-need");
  const table = lead.page.getByRole("table", { name: /Sex/ });
  await lead.turn("rows", () => table.getByRole("link").first().click());
  assert.match(lead.page.url(), /\/reports\/unmet-need\/rows\?.*by=sex/);
  assert.ok((await lead.page.locator(".kith-row").count()) > 0, "there are rows");
  await lead.page.getByText(/^April \d+ to March \d+/).waitFor();
  await lead.visit("again", "/reports/unmet-need");
  const beside = lead.page.getByRole("table", { name: "How much was recorded" });
  await lead.turn("without-gap", () => beside.getByRole("link").last().click());
  await lead.page.getByRole("link", { name: /^Record a gap/ }).first().waitFor();
  await lead.leave();

  const phone = await openAs(/^Open as Amina/, { size: "phone", scripts: false, pictures: "unmet-worker" });
  await phone.visit("worker-report", "/reports/unmet-need");
  const rows = await phone.page.locator("a[href^='/reports/unmet-need/rows']").first().getAttribute("href");
  await phone.visit("worker-rows", rows);
  await phone.leave();
});
