// A lead moves part of a caseload: by what people count as, ticked by one press or by links, and told how many moved; and
// whoever covers finds a note.
import assert from "node:assert/strict";
import { test } from "node:test";

import { kith, openAs } from "./support/stage.mjs";

const main = (desk) => desk.page.locator("main").innerText();
const ticked = (desk) => desk.page.locator("main input[name=people]:checked").count();

async function leadAt(way) {
  const desk = await openAs(/team lead/, way);
  await desk.turn("team", () => desk.hands.menu("Team"));
  return desk;
}

/** The link to move the people of whoever has most of them. */
async function fullest(desk) {
  const links = await desk.page.getByRole("link", { name: /move people/ }).evaluateAll((all) => all.map((it) => it.href));
  let best = { count: -1 };
  for (const href of links) {
    await desk.visit("caseload", href);
    const count = await desk.page.locator("main input[name=people]").count();
    if (count > best.count) best = { href, count };
  }
  return best;
}

test("a lead looks at a caseload by its counts, unticks everybody, and moves one with a note", async () => {
  const desk = await leadAt({ pictures: "moving" });
  const { page, hands, turn, visit } = desk;
  const { href, count } = await fullest(desk);
  assert.ok(count > 1, "somebody has people to move");
  await visit("all", href);
  assert.equal(await ticked(desk), count);
  await page.getByRole("button", { name: `Move ${count} people` }).waitFor();
  // With scripts it happens in place, and what was written stays.
  await hands.write("A note for everybody you tick", "Their worker leaves on Friday.");
  await hands.follow("nobody ticked");
  assert.equal(await ticked(desk), 0);
  assert.equal(await page.getByLabel("A note for everybody you tick").inputValue(), "Their worker leaves on Friday.");
  await page.locator("main input[name=people]").first().check();
  await page.locator("main input[name=worker]").first().check();
  await turn("moved", () => hands.press("Move 1 person"));
  assert.match(await main(desk), /1 person has moved from .+ to .+, who finds the notes/);
  assert.equal(await page.locator("main input[name=people]").count(), count - 1);
  await desk.leave();
  await kith.verify();
});

test("without scripts links tick everybody and nobody, and a cover has a note", async () => {
  const desk = await leadAt({ size: "phone", scripts: false, pictures: "moving-phone" });
  const { page, hands, turn, visit } = desk;
  const { href, count } = await fullest(desk);
  await visit("all", href);
  await turn("none", () => hands.follow("nobody ticked"));
  assert.equal(await ticked(desk), 0);
  await turn("everybody", () => hands.follow("everybody here ticked"));
  assert.equal(await ticked(desk), count);
  await turn("counted", () => page.getByRole("navigation", { name: "Who is shown" }).getByRole("link").first().click());
  await turn("refused", () => hands.press("Move the people ticked"), { status: 422 });
  assert.match(await main(desk), /Choose the link worker who takes over/);
  await visit("cover", href.replace("/move", "/cover"));
  await hands.write("What should they know first?", "The numbers hang by the telephone.");
  await turn("cover-refused", () => hands.press("Arrange cover"), { status: 422 });
  assert.equal(await page.locator("textarea[name=note]").inputValue(), "The numbers hang by the telephone.");
  await desk.leave();
});
