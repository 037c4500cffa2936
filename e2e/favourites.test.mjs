// A link worker keeps an entry, makes a short list of places for a person, prints it and takes it as a PDF, sends it by
// e-mail, and connects the person from it. What leaves opens nothing: there is no link to be found or withdrawn.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aminaAt, sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

test("an entry is kept, given in a short list, printed, sent by e-mail, and connected to from the list", async () => {
  const desk = await aminaAt(browser, kith.origin, { pictures: "favourites" });
  const { page, hands } = desk;
  const main = () => page.locator("main").innerText();
  await desk.turn("directory", () => hands.menu("Directory"));
  await desk.turn("entry", () => page.locator(".kith-card a").first().click());
  const name = (await page.locator("h1").innerText()).trim();
  await desk.turn("kept", () => hands.press("Add to favourites"));
  assert.match(await main(), /It is one of my favourites/);
  await desk.visit("all-kept", "/directory/kept");
  assert.ok((await main()).includes(name));

  // E-mail was said to be safe, and large print is what this person reads.
  await desk.visit("identity", `${desk.person}/identity`);
  await hands.write("E-mail", "peggy@example.org");
  await hands.write("Why is it corrected?", "said on the telephone");
  await desk.turn("person", () => hands.press("Save the correction"));
  await desk.visit("rules", `${desk.person}/contact-rules`);
  await page.getByRole("group", { name: "E-mail" }).getByRole("radio", { name: "Yes" }).check();
  await page.getByRole("group", { name: "May a message be left?" }).getByRole("radio").first().check();
  await hands.write("Language they speak best", "Polish");
  await page.getByLabel("Large print").check();
  await desk.turn("person-again", () => hands.press("Save"));

  await desk.visit("list", `${desk.person}/short-list`);
  assert.match(await main(), /speaks Polish\. What an entry says stands here as it was published/);
  assert.match(await main(), /The headings are in English; an interpreter may be needed/);
  await desk.turn("picked", () => page.locator("main .kith-card", { hasText: name }).getByRole("link", { name: /^Add to the list/ }).click());
  const list = page.url();
  assert.match(await page.getByLabel("The list").inputValue(), new RegExp(`^1\\. ${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`));
  // What is typed stays when something is searched; changed words are not sent, and not left out in silence either.
  const said = await page.getByLabel("The list").inputValue();
  await page.getByLabel("The list").fill("Ask for Jo.");
  await hands.write("What are you looking for?", "walking");
  await desk.turn("searched", () => hands.press("Search"));
  assert.equal(await page.getByLabel("The list").inputValue(), "Ask for Jo.");
  await desk.turn("asked-first", () => hands.press("Send it by e-mail"), { status: 422 });
  assert.match(await main(), /so nothing was sent/);
  assert.equal(await page.getByLabel("The list").inputValue(), "Ask for Jo.");
  await page.getByLabel("The list").fill(said);
  await desk.turn("letter", () => hands.press("Save the list"));
  assert.ok((await main()).includes(name));
  assert.equal(await page.locator(".kith-paper--large").count(), 1, "it prints in large letters");
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.locator("article").isVisible());
  await page.emulateMedia({ media: null });
  const pdf = await page.request.get(`${page.url().split("?")[0]}/pdf`);
  assert.equal(pdf.headers()["content-type"], "application/pdf");
  assert.equal((await pdf.body()).subarray(0, 5).toString(), "%PDF-");

  await desk.visit("list-again", list);
  await desk.turn("sent", () => hands.press("Send it by e-mail"));
  assert.match(await main(), /On its way by e-mail/);
  await desk.visit("list-for-connecting", list);
  await desk.turn("connect", () => page.locator("main ol li", { hasText: name }).getByRole("link", { name: /^Connect/ }).click());
  assert.ok((await main()).includes(name));

  // Whoever gets the e-mail reads the list in it, without an account and without a link that could open a record.
  const phone = await sitDown(browser, kith.origin, { size: "phone", scripts: false, pictures: "favourites-phone" });
  await phone.visit("post", "/demo/post");
  const letter = phone.page.locator("main article", { hasText: "Here are the places we talked about" });
  assert.ok((await letter.innerText()).includes(name));
  assert.doesNotMatch(await letter.innerText(), /https?:\/\/127\.0\.0\.1|\/letters\/|\/short-list/);
  for (const address of [list, `${desk.person}/short-list`]) {
    const answer = await phone.page.request.get(new URL(address, kith.origin).href, { maxRedirects: 0 });
    assert.ok([303, 404].includes(answer.status()), `${address}: ${answer.status()}`);
  }
  await phone.leave();
  await desk.leave();

  // Let go, it stands nowhere.
  const later = await aminaAt(browser, kith.origin, {});
  await later.visit("all-kept", "/directory/kept");
  await later.turn("let-go", () => later.page.getByRole("button", { name: /^Remove from favourites/ }).first().click());
  assert.match(await later.page.locator("main").innerText(), /You have no favourites yet/);
  await later.leave();
});
