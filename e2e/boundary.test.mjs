// The edges of the role: a boundary entry in seconds, from Today and from a person's page; somebody asked on the same
// day, from asked to answered; a note for oneself that is shown and taken back; and a practice that agrees by a link.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

/** Keys that are not text. Twenty seconds is what we aim at. */
const mostPresses = 12;

async function openAs(who, way) {
  const desk = await sitDown(browser, kith.origin, way);
  await desk.page.goto(kith.origin);
  await desk.turn("home", () => desk.hands.press(`Open as ${who}`));
  return desk;
}

/** Counts keys and requests of pages from here. */
function counting({ page }) {
  let [presses, requests] = [0, 0];
  page.on("request", (request) => (requests += request.isNavigationRequest() ? 1 : 0));
  const press = async (...keys) => {
    for (const key of keys) {
      presses += 1;
      await page.keyboard.press(key);
    }
  };
  return { press, figures: () => ({ presses, requests }) };
}

test("a boundary entry from Today, with the keyboard alone", async (t) => {
  const desk = await openAs("Amina Farouqi, link worker", { pictures: "laptop" });
  const { page, turn, leave } = desk;
  const { press, figures } = counting(desk);
  await turn("boundary-write", () => press("e"));
  // The keyboard begins at the first question: Space answers it, Tab goes on, an arrow chooses.
  const at = () => page.evaluate(() => document.activeElement?.name ?? "");
  assert.equal(await at(), "kind");
  await press("Space");
  assert.ok(await page.getByRole("radio", { name: "Asked for something that is not my role" }).isChecked());
  assert.match(await page.locator("main").innerText(), /Your agreement with Harbour Lane Surgery says/);
  for (let tabs = 0; tabs < 6 && (await at()) !== "answer"; tabs += 1) await press("Tab");
  await press("ArrowDown");
  assert.ok(await page.getByRole("radio", { name: "I said no" }).isChecked());
  await turn("boundary-saved", () => press("Enter"));
  assert.match(await page.locator("main").innerText(), /Saved\. It is yours/);
  const { presses, requests } = figures();
  t.diagnostic(`from Today: ${presses} keys, ${requests} requests of pages`);
  assert.ok(presses <= mostPresses, `${presses} keys`);
  await leave();
});

test("a boundary entry from a person's page links nobody unless it is ticked", async (t) => {
  const desk = await openAs("Amina Farouqi, link worker", { size: "phone", scripts: false, pictures: "phone" });
  const { page, hands, turn, leave } = desk;
  await turn("person", () => page.getByRole("region", { name: "Keep in mind" }).getByRole("link").first().click());
  const { figures } = counting(desk);
  await page.getByText("More", { exact: true }).first().click();
  await turn("boundary-beside", () => hands.follow("Write a boundary entry"));
  assert.ok(!(await page.getByLabel(/^This is about/).isChecked()), "nobody is linked unless it is ticked");
  await hands.choose("How long or how often I may help somebody");
  await hands.choose("We agreed something between");
  await turn("person-again", () => hands.press("Save"));
  assert.match(page.url(), /\/people\//);
  t.diagnostic(`from a person's page: 5 taps, ${figures().requests} requests of pages`);
  await leave();
});

test("somebody is asked on the same day, and the answer is one tap", async (t) => {
  const desk = await openAs("Amina Farouqi, link worker", { size: "phone", pictures: "phone" });
  const { page, hands, turn, leave } = desk;
  await turn("person", () => page.getByRole("region", { name: "Keep in mind" }).getByRole("link").first().click());
  const { figures } = counting(desk);
  await turn("same-day", () => page.getByRole("link", { name: /Ask somebody at the practice today|Whom to ring/ }).click());
  if (!(await page.getByLabel("Whom do you ask?").inputValue()))
    await hands.write("Whom do you ask?", "The duty doctor, 01632 960 299");
  await turn("same-day-asked", () => hands.press("I am asking now"));
  await turn("same-day-answered", () => page.getByRole("button", { name: /^They have answered/ }).first().click());
  assert.match(await page.locator("main").innerText(), /Written down: answered now/);
  t.diagnostic(`asked to answered: ${figures().requests} requests of pages, one tap each`);
  await hands.write("Who answered?", "Dr Osei");
  await hands.write("What was agreed?", "He rings her this afternoon.");
  await turn("same-day-said", () => hands.press("Save"));
  assert.match(await page.locator("main").innerText(), /Answered by Dr Osei/);
  await leave();
});

test("a note for oneself is shown to the lead and taken back", async () => {
  const words = "Waited with her at the bus stop until it came";
  const worker = await openAs("Amina Farouqi, link worker", { pictures: "laptop" });
  await worker.visit("discretion", "/discretion");
  await worker.turn("discretion-write", () => worker.hands.press("Write one"));
  await worker.hands.write("What did you do beyond the script?", words);
  await worker.turn("discretion-saved", () => worker.hands.press("Save"));
  await worker.turn("discretion-one", () => worker.page.getByRole("link", { name: /^Open the note/ }).first().click());
  const note = new URL(worker.page.url()).pathname;
  await worker.hands.choose("Maureen Teague, team lead");
  await worker.turn("discretion-shown", () => worker.hands.press("Show it"));

  const lead = await openAs("Maureen Teague, team lead", { pictures: "laptop" });
  await lead.visit("shared", "/boundaries/shared");
  assert.ok((await lead.page.locator("main").innerText()).includes(words));
  await lead.visit("not-hers", note, { status: 404 });
  await worker.turn("discretion-taken-back", () => worker.hands.press("Take that back"));
  await lead.visit("shared-again", "/boundaries/shared");
  assert.ok(!(await lead.page.content()).includes(words), "taken back is absent");
  await lead.leave();
  await worker.visit("my-own", "/my-own");
  await worker.visit("visits", "/visits");
  await worker.leave();
});

test("a practice agrees by the link that was sent, without a password", async () => {
  const lead = await openAs("Maureen Teague, team lead", { pictures: "laptop" });
  await lead.visit("practices", "/practices");
  await lead.turn("practice", () => lead.page.getByRole("main").getByRole("link", { name: /Fennel Row/ }).click());
  await lead.turn("agreement", () => lead.page.getByRole("link", { name: /Open.*scope agreement/ }).click());
  assert.match(await lead.page.locator("main").innerText(), /For the practice: nobody has agreed yet/);
  await lead.turn("agreement-write", () => lead.hands.follow("Write a new version"));
  await lead.page.goBack();
  const practice = await sitDown(browser, kith.origin, { size: "phone", pictures: "phone" });
  await practice.visit("post", "/demo/post");
  const link = await practice.page.locator('a[href*="/agreement/"]').first().getAttribute("href");
  await practice.visit("agreement-by-link", link);
  await practice.turn("agreement-unnamed", () => practice.hands.press("We agree"), { status: 422 });
  await practice.hands.write("Your name, and what you do at the practice", "Pat Moss, practice manager");
  await practice.turn("agreement-agreed", () => practice.hands.press("We agree"));
  assert.match(await practice.page.locator("main").innerText(), /Your practice agreed to this version/);
  await practice.leave();
  await lead.close?.();
});
