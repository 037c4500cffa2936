// A tired link worker looks in the directory with everyday words and slips, sees what is full and why it steps down,
// connects somebody, and records what is not there with the words filled in.
import assert from "node:assert/strict";
import { test } from "node:test";

import { openAs } from "./support/stage.mjs";

const main = (desk) => desk.page.locator("main").innerText();

test("the directory forgives how things are said, and what is full stands further down", async () => {
  const lead = await openAs(/team lead/, { pictures: "laptop" });
  for (const [name, room] of [["Zither circle", "It is full"], ["Zither evenings", "There is room"]]) {
    await lead.visit("entry-new", "/directory/new");
    await lead.hands.write("What is it called?", name);
    await lead.hands.write("Who runs it?", "Friends of the zither");
    await lead.hands.choose(room);
    await lead.turn("entry", () => lead.hands.press("Save"));
  }
  const worker = await openAs(/link worker/, { size: "phone", scripts: false });
  await worker.turn("directory", () => worker.hands.menu("Directory"));
  await worker.hands.write("What are you looking for?", "zither");
  await worker.turn("search-found", () => worker.hands.press("Search"));
  const found = await main(worker);
  assert.ok(found.indexOf("Zither evenings") < found.indexOf("Zither circle"), found);
  assert.match(found, /Stands further down: Full/);
  await worker.visit("search-slip", "/directory?q=zihter");
  assert.match(await main(worker), /Did you mean “zither”/);
  await worker.visit("search-skint", "/directory?q=skint");
  assert.match(await main(worker), /Debt advice/);
  await worker.visit("search-phrase", "/directory?q=she%20can%27t%20get%20out");
  assert.match(await main(worker), /found for/);
  await worker.visit("search-narrow", "/directory?q=advice&about=money&free=yes");
  assert.doesNotMatch(await main(worker), /Zither/);
});

test("somebody is connected to what was found, and what is not there becomes a gap with its words", async () => {
  const desk = await openAs(/link worker/, { pictures: "laptop" });
  await desk.visit("people", "/people");
  await desk.turn("person", () => desk.page.locator("a.kith-row__name").first().click());
  const person = new URL(desk.page.url()).pathname;
  await desk.visit("connect", `${person}/connect?q=dept%20advise`);
  assert.match(await main(desk), /Debt advice/);
  await desk.turn("connect-to", () => desk.page.getByRole("link", { name: "Debt advice" }).first().click());
  assert.match(await main(desk), /Debt advice/);
  await desk.visit("connect-nothing", `${person}/connect?q=kabaddi`);
  assert.match(await main(desk), /Nothing found for “kabaddi”/);
  await desk.turn("need-filled", () => desk.page.getByRole("link", { name: /Record a need: “kabaddi”/ }).click());
  assert.match(await desk.page.locator("main").innerHTML(), /kabaddi/);

  const lead = await openAs(/team lead/, { scripts: false });
  await lead.visit("directory-counted", "/directory");
  await lead.page.getByText("Looked for and not found").click();
  assert.match(await main(lead), /kabaddi/);
});
