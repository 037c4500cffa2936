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

test("a tired person goes back to the same search, and records what is not there in one press", async () => {
  const desk = await openAs(/link worker/, { pictures: "phone", size: "phone", scripts: false });
  await desk.visit("tired-cant-get-out", "/directory?q=can%27t%20get%20out");
  const found = await main(desk);
  assert.ok(found.indexOf("Library at home") < found.indexOf("Damp and draught visits"), found);
  await desk.visit("tired-evening", "/directory?day=mo&part=evening");
  assert.doesNotMatch(await main(desk), /2pm to 3pm|10am to 3pm/);
  await desk.visit("tired-search", "/directory?q=skint&free=yes");
  await desk.turn("tired-entry", () => desk.page.locator(".kith-card__name a").first().click());
  await desk.turn("tired-back", () => desk.page.getByRole("link", { name: "Back to the search" }).click());
  assert.match(desk.page.url(), /q=skint&free=yes/);
  await desk.visit("tired-people", "/people");
  await desk.turn("tired-person", () => desk.page.locator("a.kith-row__name").first().click());
  const person = new URL(desk.page.url()).pathname;
  await desk.visit("tired-connect", `${person}/connect?q=mending`);
  await desk.turn("tired-connect-to", () => desk.page.locator(".kith-card__name a").first().click());
  assert.match(await main(desk), /Closed for now\.[^]*record a gap[^]*Make the connection/);
  await desk.turn("tired-connect-back", () => desk.page.getByRole("link", { name: "Back to the search" }).click());
  assert.match(desk.page.url(), /q=mending/);
  await desk.visit("tired-nothing", `${person}/connect?q=kabaddi`);
  await desk.turn("tired-gap", () => desk.page.getByRole("link", { name: /Nothing there: record “kabaddi”/ }).click());
  await desk.turn("tired-recorded", () => desk.hands.press("There is none here"));
  assert.match(await main(desk), /kabaddi/);
});
