// Where no feed lists anything, a lead writes an entry of the directory, and a link worker finds it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { openAs } from "./support/stage.mjs";

const main = (desk) => desk.page.locator("main").innerText();

test("an entry is written, found on a telephone, and changed with what it said before", async () => {
  const lead = await openAs(/team lead/, { pictures: "laptop" });
  await lead.turn("directory", () => lead.hands.menu("Directory"));
  await lead.turn("entry-new", () => lead.hands.follow("Add an entry"));
  await lead.turn("entry-new-error", () => lead.hands.press("Save"), { status: 422 });
  await lead.hands.write("What is it called?", "Bread on Thursdays");
  await lead.hands.write("Who runs it?", "Friends of the mill");
  await lead.hands.write("What is it?", "Baking together, and soup afterwards.");
  await lead.hands.choose("There is a waiting list");
  await lead.hands.write("About how many weeks?", "2");
  await lead.turn("entry", () => lead.hands.press("Save"));
  assert.match(await main(lead), /Waiting list, about 2 weeks/);

  const worker = await openAs(/link worker/, { size: "phone", scripts: false });
  await worker.turn("directory", () => worker.hands.menu("Directory"));
  await worker.hands.write("What are you looking for?", "baking");
  await worker.turn("found", () => worker.hands.press("Search"));
  assert.match(await main(worker), /Bread on Thursdays/);
  assert.doesNotMatch(await main(worker), /Add an entry/);

  await lead.turn("entry-change", () => lead.hands.follow("Change this entry"));
  await lead.hands.choose("It is full");
  await lead.turn("entry-changed", () => lead.hands.press("Save"));
  await lead.turn("entry-history", () => lead.hands.follow("Change this entry"));
  assert.match(await main(lead), /Room was: Waiting list, about 2 weeks/);
});
