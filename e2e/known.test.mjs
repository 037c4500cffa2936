// Who somebody is, how to reach them and who is around them: written down once, and standing where it is needed.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

for (const way of [{ size: "laptop" }, { size: "phone", scripts: false }]) {
  test(`a rule, a correction and somebody around them are kept and shown (${way.size})`, async () => {
    const desk = await sitDown(browser, kith.origin, { ...way, pictures: `known-${way.size}` });
    const { page, turn, visit } = desk;
    const main = () => page.locator("main").innerText();
    const press = (name) => page.getByRole("button", { name, exact: true }).click();
    await visit("front", "/");
    await turn("today", () => page.getByRole("button", { name: /^Open as Amina Farouqi/ }).click());
    await visit("people", "/people");
    await turn("person", () => page.locator(".kith-person-row .kith-row__name").first().click());
    const person = new URL(page.url()).pathname;

    // What is never safe is said at the head of every page, and beside the choice that would use it.
    await visit("rules", `${person}/contact-rules`);
    await page.getByRole("group", { name: "Letter" }).getByLabel("Never").check();
    await page.getByLabel("Who may answer").fill("only herself");
    await page.getByLabel("Large print").check();
    await turn("rules-kept", () => press("Save"));
    assert.match(await page.locator(".kith-person").innerText(), /Never: letter\..*Who may answer: only herself/s);
    await visit("contact", `${person}/contacts/new`);
    assert.match(await main(), /Letter \(never: not safe\)/);
    await visit("letter", `${person}/letters/new?template=none`);
    assert.match(await main(), /nothing by post: it is not safe/);

    // A new name keeps the old one, which still finds the person.
    await visit("identity", `${person}/identity`);
    const family = page.getByLabel("Family name");
    const before = await family.inputValue();
    await family.fill(`Quillfeather${way.size}`);
    await turn("identity-without-reason", () => press("Save the correction"), { status: 422 });
    assert.equal(await family.inputValue(), `Quillfeather${way.size}`);
    await page.getByLabel("Why is it corrected?").fill("Married.");
    await turn("identity-history", () => press("Save the correction"));
    assert.match(await main(), new RegExp(`Married\\..*${before}`, "s"));
    await visit("people-again", "/people");
    await page.getByRole("searchbox", { name: "Find a person" }).fill(before);
    await turn("found", () => page.getByRole("searchbox", { name: "Find a person" }).press("Enter"));
    assert.match(await main(), new RegExp(`QUILLFEATHER${way.size.toUpperCase()}[^]*By an earlier name`));

    // Somebody around them, with what the person agreed.
    await visit("around", `${person}/around/new`);
    await turn("around-empty", () => press("Save"), { status: 422 });
    await page.getByLabel("Name", { exact: true }).fill("Joan");
    await page.getByLabel("What are they to the person?").selectOption({ label: "Neighbour" });
    await page.getByLabel("Nothing", { exact: true }).check();
    await page.getByLabel("Day", { exact: true }).fill("3");
    await page.getByLabel("Month", { exact: true }).fill("11");
    await page.getByLabel("Year", { exact: true }).fill("2025");
    await page.getByLabel("They know, and agree").check();
    await turn("person-known", () => press("Save"));
    const around = page.getByRole("region", { name: /Who is around/ });
    assert.match(await around.innerText(), /Joan[^]*Not to be told/);

    // Nothing leaves by a link once the record is not to be shown online.
    await visit("protection", `${person}/protection`);
    await page.getByLabel("Do not show anything of this record online").check();
    await turn("person-offline", () => press("Save"));
    assert.match(await page.locator(".kith-person").innerText(), /Do not show online/);
    await desk.leave();
  });
}
