// Holding: written down in a few presses, looked at again in one from Today, changed, and ended with where it went; on a
// laptop, on a phone and without scripts. How often something is pressed is counted.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aminaAt, sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

/** The navigations of a page from here on. */
function navigations(page) {
  let count = 0;
  page.on("request", (request) => {
    if (request.isNavigationRequest()) count += 1;
  });
  return () => count;
}

/** The first person of Amina's list who is active, as an address. */
async function somebodyActive(desk) {
  await desk.visit("active", "/people?state=active");
  return desk.page.locator(".kith-person-row a").first().getAttribute("href");
}

test("a review that is due is one press on Today", async (t) => {
  const desk = await aminaAt(browser, kith.origin, { pictures: "laptop" });
  const { page, turn } = desk;
  const mind = page.getByRole("region", { name: "Keep in mind" });
  const row = mind.locator("li").filter({ has: page.getByRole("button", { name: /^Still holding/ }) }).first();
  const name = await row.getByRole("link").first().innerText();
  assert.match(await row.innerText(), /Held since .*They wait for another service\./s, "what it is for stands beside it");
  const asked = navigations(page);
  await turn("reviewed", () => row.getByRole("button", { name: /^Still holding/ }).click());
  await page.getByText("Still holding. It comes to Today again when the next review is due.").waitFor();
  assert.equal(await mind.locator("li").filter({ hasText: name }).getByRole("button", { name: /^Still holding/ }).count(), 0);
  t.diagnostic(`a review: 1 press and ${asked()} request by hand (a post and its answer)`);
  await desk.leave();
});

for (const way of [{ size: "laptop", pictures: "laptop" }, { size: "phone" }, { size: "laptop", scripts: false }]) {
  const how = `${way.size}${way.scripts === false ? " without scripts" : ""}`;
  test(`somebody is held, looked at again with a note, and let go: ${how}`, async (t) => {
    const desk = await aminaAt(browser, kith.origin, way);
    const { page, hands, turn, visit } = desk;
    const person = await somebodyActive(desk);
    await visit("person", person);
    const [asked, before] = [navigations(page), hands.presses];
    await hands.unfold("More");
    await turn("begin", () => hands.follow("Write down that you hold them"));
    await hands.choose("Preparing");
    await turn("begun", () => hands.press("Save"));
    t.diagnostic(`begun: ${hands.presses - before} presses, ${asked()} requests by hand, on a ${how}`);
    const section = page.getByRole("region", { name: "Holding", exact: true });
    assert.match(await section.innerText(), /They are getting ready for a change\./);
    await turn("review", () => section.getByRole("link", { name: /^Review or end it/ }).click());
    await hands.write("A note, if you like", "She has put the form on the table.");
    await turn("still", () => hands.press("Still holding"));
    await turn("again", () => section.getByRole("link", { name: /^Review or end it/ }).click());
    await turn("changed", () => hands.press("Something changed"));
    await hands.choose("Witnessing");
    await turn("corrected", () => hands.press("Save"));
    await page.getByText("Nothing would change it now, and somebody stays beside them").first().waitFor();
    await hands.unfold("Holding has ended");
    await turn("refused", () => hands.press("End holding"), { status: 422 });
    await page.getByText("Choose where it went.").first().waitFor();
    await hands.choose("They are ready, and we go on from here");
    await turn("ended", () => hands.press("End holding"));
    await page.getByText("Where it went: they are ready, and we go on from here.").first().waitFor();
    assert.equal(await section.count(), 0, "nobody is held any more");
    await desk.leave();
  });
}

test("how ready somebody is takes one press, and what else is going on a few more", async (t) => {
  const desk = await aminaAt(browser, kith.origin, { size: "phone", pictures: "phone" });
  const { page, hands, turn, visit } = desk;
  const person = await somebodyActive(desk);
  await visit("ready", `${person}/readiness`);
  const before = hands.presses;
  await turn("not-now", () => hands.press("Not now"));
  t.diagnostic(`not now: ${hands.presses - before} press`);
  const section = page.getByRole("region", { name: "How ready they are" });
  assert.match(await section.innerText(), /Not now, they say\./);
  await visit("words", `${person}/readiness`);
  await hands.write("How ready are they, and for what?", "After the move.");
  await hands.tick("Housing");
  await turn("written", () => hands.press("Save"));
  assert.match(await section.innerText(), /After the move\.[\s\S]*What else asks for their strength: housing\./);
  await desk.leave();
});

test("a manager sets guides and a policy, and reads what it did", async () => {
  const desk = await sitDown(browser, kith.origin, { pictures: "laptop" });
  const { page, hands, turn, visit } = desk;
  await visit("front", "/");
  await turn("manager", () => page.getByRole("button", { name: /^Open as .*, service manager$/ }).click());
  await visit("service", "/service");
  await visit("guides", "/service/guides");
  await hands.write("Contacts in which somebody was reached, in one case", "8");
  await turn("guides-saved", () => hands.press("Save"));
  await visit("policy", "/service/closing-policy");
  await page.getByRole("table", { name: "As many whole months before the rule as since" }).waitFor();
  await hands.write("After how many attempts without an answer?", "4");
  await turn("policy-saved", () => hands.press("Save"));
  await page.getByText(/^Now: after 4 attempts without an answer/).waitFor();
  await desk.leave();
});
