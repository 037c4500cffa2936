// A home visit written down on a phone, in the car: who started it, what we did, and what one notes of oneself.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aminaAt, sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

const phone = (way) => ({ size: "phone", pictures: "phone", ...way });

/** The lead says that every contact asks. */
async function everyContactAsks() {
  const { page, hands, turn, visit, leave } = await sitDown(browser, kith.origin, phone());
  await visit("front", "/");
  await turn("queue", () => page.getByRole("button", { name: /team lead/ }).first().click());
  await visit("service", "/service");
  await turn("asking", () => page.getByRole("link", { name: /Change\s+how often a contact asks/ }).click());
  await hands.choose("Every contact");
  await turn("service-asks", () => hands.press("Save"));
  assert.match(await page.locator("main").innerText(), /Every contact/);
  await leave();
}

for (const scripts of [true, false])
  test(`a home visit with taps, ${scripts ? "with" : "without"} scripts`, async (t) => {
    await everyContactAsks();
    const { page, turn, visit, contact, person, leave } = await aminaAt(browser, kith.origin, phone({ scripts }));
    let presses = 0;
    let requests = 0;
    page.on("request", (request) => (requests += request.isNavigationRequest() ? 1 : 0));
    const tap = async (of) => {
      presses += 1;
      await of.click();
    };
    await visit("contact-asks", contact);
    requests = 0;
    const asks = page.getByRole("region", { name: "What we did" });
    assert.match(await asks.innerText(), /Some contacts ask this, picked by chance/);
    const height = await asks.evaluate((one) => one.getBoundingClientRect().height);
    await tap(page.getByLabel("Face to face", { exact: true }).first());
    await page.getByLabel("How many minutes?", { exact: true }).fill("55");
    await page.getByLabel("Note", { exact: true }).fill("We sorted the letters at her table. The kettle is mended.");
    await tap(page.getByLabel("They did", { exact: true }));
    await tap(asks.getByLabel("Listened; no goal today"));
    await tap(asks.getByLabel("Visited them at home"));
    await tap(asks.getByLabel("Did it together (form, call, application)"));
    await tap(asks.getByLabel("Stayed past the usual limit"));
    await turn("person-tapped", () => tap(page.getByRole("button", { name: "Save", exact: true })));
    t.diagnostic(`${presses} presses, ${requests} requests; the list is ${Math.round(height)} px of 844`);
    assert.ok(presses <= 8 && requests <= 2, `${presses} presses, ${requests} requests`);
    const saved = await page.locator("main").innerText();
    for (const said of [/Who started it: they did/, /Listened; no goal today; Visited them at home; Did it together/])
      assert.match(saved, said);
    assert.doesNotMatch(saved, /Stayed past/);
    await visit("noted", "/what-i-noted");
    assert.match(await page.locator("main").innerText(), /Stayed past the usual limit/);
    await leave();

    // For the lead it is not there.
    const lead = await sitDown(browser, kith.origin, phone({ scripts }));
    await lead.visit("front", "/");
    await lead.turn("queue", () => lead.page.getByRole("button", { name: /team lead/ }).first().click());
    await lead.visit("person-for-lead", person);
    assert.doesNotMatch(await lead.page.locator("main").innerText(), /Stayed past the usual limit/);
    await lead.leave();
  });

test("asked, and not now: one press more, and the contact is as whole", async () => {
  await everyContactAsks();
  const { page, hands, turn, visit, leave } = await sitDown(browser, kith.origin, phone());
  await visit("front", "/");
  await turn("today", () => hands.press("Open as Amina Farouqi, link worker"));
  // Those under "Keep in mind" were rung above; whoever is new today was not.
  await turn("contact-asks", () => page.getByRole("link", { name: /^Log a contact/ }).first().click());
  await page.getByLabel("Note", { exact: true }).fill("Rang about the bus pass.");
  await page.getByLabel("Not now", { exact: true }).click();
  await turn("person-not-now", () => page.getByRole("button", { name: "Save", exact: true }).click());
  assert.match(await page.locator("main").innerText(), /Contact saved/);
  await leave();
});
