// One referral all the way round, as five people work: a receptionist refers, the team lead allocates, the link worker
// supports, connects, records what is missing and writes back, the practice reads. On both engines, at both sizes,
// without scripts, and with nothing but the keyboard. Every page on the way is looked at; see support/desk.mjs.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { launch } from "./support/browser.mjs";
import { sitDown } from "./support/desk.mjs";
import { freshDatabase, startKith } from "./support/kith.mjs";
import { root } from "./support/tools.mjs";

const ways = {
  "on a laptop": { pictures: "laptop", isForReadme: true },
  "on a phone": { size: "phone", pictures: "phone" },
  "without scripts": { scripts: false },
  "with the keyboard only": { keys: true },
};
const server = process.env.KITH_TEST_DATABASE_URL;
if (server || process.env.KITH_REQUIRE_PG) ways["on PostgreSQL"] = { database: "kith_e2e_thread" };
else test("on PostgreSQL", { skip: "KITH_TEST_DATABASE_URL names no server" });

/** A directory of somebody else's: the public sample where it is there, else our own. */
const feed = process.env.KITH_FIXTURES
  ? path.join(process.env.KITH_FIXTURES, "oruk/feed/service_list.json")
  : path.join(root, "crates/kith-interop/tests/samples/oruk/town.json");
const [imported] = JSON.parse(await readFile(feed, "utf8")).contents;

/** The made-up person. Her NHS number is of the 999 range and right by modulus 11. */
const edda = {
  number: "999 123 4063",
  wrongNumber: "999 123 4567",
  formal: "QUILLFEATHER, Edda May (Edda)",
  reason: "Lost her husband in spring and has stopped going out.\nShe used to sing. Could somebody give her time?",
};
const company = "Somebody to talk to who does not hurry";
const singing = "Singing with others, in the evening";

/** What the journey looks at on a page without pressing anything. */
const shows = async (desk, ...texts) => {
  const main = await desk.page.locator("body").innerText();
  for (const text of texts) assert.ok(main.includes(text), `“${text}” is not on ${desk.page.url()}:\n${main}`);
};

async function openAs(browser, origin, way, words, first) {
  const desk = await sitDown(browser, origin, way);
  // Only whoever comes first looks at the doors: they are the same for all.
  if (first === "refer-first") await desk.visit("front", "/");
  else await desk.page.goto(origin);
  await desk.turn(first, () => desk.hands.press(`Open as ${words}`));
  return desk;
}

/** The form of a referral, as far as these answers go. */
async function fillIn(hands, answers) {
  for (const [label, text] of Object.entries(answers)) await hands.write(label, text);
}

async function referrals(desk) {
  return desk.page.getByRole("link", { name: edda.formal, exact: true }).count();
}

/** 1. The receptionist refers, wrongly at first. Gives the reference's address. */
async function refer(reception, way) {
  const { page, hands, turn } = reception;
  await fillIn(hands, {
    "NHS number": edda.wrongNumber,
    "Family name": "Quillfeather",
    "Given names": "Edda May",
    "Day": "31",
    "Month": "2",
    "Year": "1949",
    "What they like to be called": "Edda",
    "Telephone": "01632 960777",
    "Why do you refer them?": edda.reason,
  });
  await turn("refer-errors", () => hands.press("Send the referral"), { status: 422 });
  const summary = page.locator(".nhsuk-error-summary");
  const problems = await summary.getByRole("link").all();
  assert.equal(problems.length, 3, "number, date and what she was told are wrong or missing");
  for (const problem of problems) {
    const target = page.locator(await problem.getAttribute("href"));
    assert.equal(await target.count(), 1, "an error leads to a question that is not there");
  }
  if (way.scripts !== false) {
    const isFocused = await summary.evaluate((box) => box === document.activeElement);
    assert.ok(isFocused, "the summary of errors takes the focus");
  }
  await hands.follow(await problems[0].innerText());
  assert.equal(await page.evaluate(() => document.activeElement.id), "nhs_number", "an error leads to its question");
  assert.match(await page.title(), /^Error: /);
  const typed = (name) => page.getByLabel(name, { exact: true }).inputValue();
  assert.equal(await typed("NHS number"), edda.wrongNumber, "nothing typed is lost");
  assert.equal(await typed("Family name"), "Quillfeather");
  assert.deepEqual([await typed("Day"), await typed("Month"), await typed("Year")], ["31", "2", "1949"]);
  assert.equal(await typed("Telephone"), "01632 960777");
  assert.equal(await typed("Why do you refer them?"), edda.reason);

  await fillIn(hands, { "NHS number": edda.number, "Day": "14" });
  await hands.choose("They know what it is and agree");
  await hands.write("More about what they were told", "That somebody phones first.");
  const sent = [];
  page.on("request", (request) => {
    if (request.method() === "POST") sent.push(request);
  });
  await turn("referral-sent", async () => {
    await hands.pressTwice("Send the referral");
    // The second press cuts the first one's way short, which is no fault: what counts is where they arrive.
    const until = Date.now() + 10_000;
    while (!/received=yes/.test(page.url()) && Date.now() < until) await pause(50);
    assert.match(page.url(), /received=yes/);
    await page.waitForLoadState();
  });
  await shows(reception, "Referral sent", "What happens next");
  const address = new URL(page.url()).pathname;
  // The same form once more, as when a page is loaded again: it leads to the same referral.
  const again = await page.request.post(sent[0].url(), {
    data: sent[0].postData(),
    headers: { "content-type": "application/x-www-form-urlencoded", origin: new URL(page.url()).origin },
  });
  assert.equal(new URL(again.url()).pathname, address);
  if (way.scripts !== false) assert.equal(sent.length, 1, "with scripts a second press sends nothing");

  await turn("my-referrals", () => hands.menu("My referrals"));
  assert.equal(await referrals(reception), 1, "pressing twice makes one referral");
  await hint(reception);
  return address;
}

/** Somebody at the same practice is about to refer her again. */
async function hint(reception) {
  const { page, hands, turn } = reception;
  await turn("refer", () => hands.menu("Refer"));
  await hands.unfold("I do not have the NHS number");
  await hands.choose("I do not have it to hand");
  await fillIn(hands, {
    "Family name": "quillfeather",
    "Given names": "Edda",
    "Day": "14",
    "Month": "2",
    "Year": "1949",
    "Why do you refer them?": "Lonely since her husband died.",
  });
  await hands.choose("They have not been told yet");
  await turn("refer-duplicate", () => hands.press("Send the referral"), { status: 422 });
  const ask = page.getByRole("checkbox", { name: "This is a new referral", exact: true });
  assert.equal(await ask.isChecked(), false, "a possible duplicate is asked about");
  await turn("my-referrals-once", () => hands.menu("My referrals"));
  assert.equal(await referrals(reception), 1);
}

/** 2. The lead accepts and allocates. A page that she left open in another tab cannot allocate her again. */
async function allocate(lead) {
  const { page, hands, turn } = lead;
  await shows(lead, edda.formal, "She used to sing");
  await turn("triage", () => hands.follow(edda.formal));
  await turn("triage-accepted", () => hands.press("Accept only"));
  await shows(lead, "The referral has been accepted.");
  const stale = await lead.context.newPage();
  await stale.goto(page.url());
  await hands.choose("Amina Farouqi");
  await turn("queue-allocated", () => hands.press("Allocate"));
  await shows(lead, "The referral has been allocated.");
  await stale.getByRole("radio", { name: "Gareth Pryce", exact: true }).check();
  const [answer] = await Promise.all([
    stale.waitForResponse((response) => response.request().method() === "POST"),
    // A tab that is closed while its page still comes can hang, so it is waited for.
    stale.waitForEvent("load"),
    stale.getByRole("button", { name: "Allocate", exact: true }).click(),
  ]);
  assert.equal(answer.status(), 409, "a referral is allocated once");
  await stale.close();
}

/** 3. The link worker finds her, logs two contacts, writes what matters, records two needs. */
async function support(worker) {
  const { hands, page, turn } = worker;
  await turn("person-new", () => hands.follow(edda.formal));
  await turn("contact", () => hands.press("Log a contact"));
  await hands.write("Note", "Rang to say hello. She would rather meet than phone.");
  await turn("person-contacted", () => hands.press("Save"));
  await shows(worker, "Contact saved.", "She would rather meet than phone.");

  await turn("contact-again", () => hands.press("Log a contact"));
  await hands.choose("Face to face");
  await hands.write("How many minutes?", "45");
  await hands.write("Note", "Tea in her kitchen. Showed me the choir's last programme.\nShe laughed once.");
  await hands.write("What is agreed next?", "I come again on Thursday");
  // About one contact in five asks, and shows the list open.
  if (await page.locator("summary").getByText("What we did", { exact: true }).count()) await hands.unfold("What we did");
  await hands.tick("Listened; no goal today");
  await hands.unfold("More");
  await hands.pick("Where was it?", "Their home");
  await hands.write("Who else took part?", "Her sister Runa");
  await turn("person-visited", () => hands.press("Save"));
  await shows(worker, "She laughed once.", "I come again on Thursday", "Her sister Runa");

  await turn("what-matters", () => hands.press("What matters"));
  await hands.write("In their own words", "To sing again, and not to be somebody's duty.");
  await turn("person-matters", () => hands.press("Save"));

  for (const [stated, known, about] of [
    [company, "In our first conversation", "Loneliness and connection"],
    [singing, "Later, once we knew each other", "Mental wellbeing"],
  ]) {
    await turn("need", () => hands.press("Record a need"));
    await hands.write("What does the person need?", stated);
    await hands.choose(known);
    await hands.pick("What is it about?", about);
    await turn("person-need", () => hands.press("Save"));
    await shows(worker, "Need recorded.", stated);
  }
}

/** 4. She looks in the directory, connects, and records the answers. */
async function connect(worker) {
  const { page, hands, turn } = worker;
  await turn("connect", () => hands.follow(`Find something for “${company}”`));
  await hands.write("What are you looking for?", "kettle");
  await turn("connect-own", () => hands.press("Search"));
  await shows(worker, "Copper Kettle");
  await hands.write("What are you looking for?", imported.name.toLowerCase());
  await turn("connect-found", () => hands.press("Search"));
  await turn("connect-make", () => hands.follow(imported.name));
  const need = page.getByRole("radio", { name: company });
  assert.ok(await need.isChecked(), "the need goes along with the search");
  await hands.tick("First name");
  await hands.write("What else may be told, in words", "That she would like company.");
  await turn("connection", () => hands.press("Make the connection"));
  await hands.choose("I have asked the organisation");
  await turn("connection-asked", () => hands.press("Save"));
  await hands.choose("The organisation has a waiting list");
  await hands.write("How many weeks did they say?", "6");
  await turn("connection-waiting", () => hands.press("Save"));
  await shows(worker, "6 weeks");
  await hands.choose("The organisation said yes");
  await turn("connection-accepted", () => hands.press("Save"));
  await shows(worker, "said yes");
}

/** 5. For the other need nothing exists: two presses, and nothing written. */
async function gap(worker) {
  const { hands, turn } = worker;
  await turn("person-connected", () => hands.follow(edda.formal));
  const before = hands.presses;
  await turn("gap", () => hands.follow(`Nothing there? Record it for “${singing}”`));
  await turn("person-gap", () => hands.press("There is none here"));
  assert.equal(hands.presses - before, 2, "a gap is recorded in two presses");
  await shows(worker, "Gap recorded.");
}

const message = {
  "What mattered": "To sing again, and to be asked rather than told.",
  "What happened": "Two visits. She begins with somebody to talk to.",
  "What could not be found": "A choir in the evening, near enough to walk.",
};

/** 6. She writes back; the practice gets a notice that names nobody, and reads. */
async function writeBack(worker, reception, address) {
  const { hands, turn } = worker;
  await turn("message", () => hands.press("Message the practice"));
  for (const [label, text] of Object.entries(message)) await hands.write(label, text);
  await turn("person-message", () => hands.press("Send"));
  await shows(worker, "Message sent.");

  await reception.visit("front-again", "/");
  await reception.turn("post", () => reception.hands.follow("The post that this demo caught"));
  const letter = reception.page.getByRole("article").first();
  assert.doesNotMatch(await letter.innerText(), /quillfeather|edda|sing|choir/i, "a notice names nobody");
  await reception.turn("referral-message", async () => {
    const link = letter.getByRole("link");
    await reception.hands.follow(await link.innerText());
  });
  assert.equal(new URL(reception.page.url()).pathname, address, "the notice leads to the referral");
  const text = await reception.page.locator("main").innerText();
  assert.ok(!text.includes(message["What mattered"]), "what is not opened is not shown");
  await reception.turn("my-referrals-message", () => reception.hands.menu("My referrals"));
  await reception.turn("referral-read", () => reception.hands.press(`Read the message ${edda.formal}`));
  await shows(reception, ...Object.values(message));
}

/** 7. She sees that it was read, closes with a reason, and opens again without a new referral. */
async function closeAndReopen(worker, reception) {
  const { hands, turn } = worker;
  await turn("message-read", () => hands.press("Message the practice"));
  await shows(worker, "Opened at the practice on");
  await turn("person-before-close", () => hands.follow(edda.formal));
  await hands.unfold("More");
  await turn("close", () => hands.follow("Close the case"));
  await turn("close-errors", () => hands.press("Close the case"), { status: 422 });
  await hands.choose("What they wanted is done, or enough for now");
  await hands.write("More about it, if you like", "She knows where I am.");
  await turn("person-closed", () => hands.press("Close the case"));
  await shows(worker, "The case has been closed.", "Closed");
  await turn("person-reopened", () => hands.press("Open the case again"));
  await shows(worker, "The case is open again.", "With Amina Farouqi since");
  await turn("today-after", () => hands.menu("Today"));
  await turn("people", () => hands.menu("People"));
  await reception.turn("my-referrals-end", () => reception.hands.menu("My referrals"));
  assert.equal(await referrals(reception), 1, "no new referral was needed");
}

describe("one referral all the way round", { concurrency: 2 }, () => {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());

  for (const [name, way] of Object.entries(ways)) {
    test(name, { timeout: 300_000 }, async (t) => {
      t.diagnostic(`community services taken in from ${path.basename(feed)}`);
      const database = way.database && (await freshDatabase(way.database));
      const kith = await startKith({ feed, database });
      try {
        const open = (...whoAndWhere) => openAs(browser, kith.origin, way, ...whoAndWhere);
        const reception = await open("Sinéad Corrigan, receptionist at Harbour Lane Surgery", "refer-first");
        const address = await refer(reception, way);
        const lead = await open("Maureen Teague, team lead", "queue");
        await allocate(lead);
        const worker = await open("Amina Farouqi, link worker", "today");
        await support(worker);
        await connect(worker);
        await gap(worker);
        await writeBack(worker, reception, address);
        await closeAndReopen(worker, reception);
        if (way.isForReadme && process.env.KITH_README_SHOT) await forReadme(worker);
        for (const desk of [reception, lead, worker]) await desk.leave();
        await kith.verify();
      } finally {
        await kith.stop();
      }
    });
  }
});

/** The picture that the README shows; kept by git, so it is made only when it is asked for. */
async function forReadme({ page, hands, turn }) {
  await turn("people-readme", () => hands.menu("People"));
  await turn("person-readme", () => hands.follow("WIŚNIEWSKA, Zofia"));
  const images = path.join(root, "docs/images");
  await mkdir(images, { recursive: true });
  await page.screenshot({ path: path.join(images, "person.png") });
}
