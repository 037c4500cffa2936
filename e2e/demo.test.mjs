// What a visitor sees first: the doors and the tour of a demonstration, and the set-up of a service of one's own.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { launch } from "./support/browser.mjs";
import { sitDown } from "./support/desk.mjs";
import { startKith } from "./support/kith.mjs";
import { enrol } from "./support/totp.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Does something with somebody at a desk. */
async function atDesk(origin, way, act) {
  const desk = await sitDown(browser, origin, way);
  await act(desk);
  await desk.leave();
}

const pathOf = (page) => new URL(page.url()).pathname;

describe("a demonstration", { concurrency: 2 }, () => {
  let kith;
  before(async () => {
    kith = await startKith();
  });
  after(() => kith?.stop());

  const doors = [
    [/, link worker$/, "/today", "Today"],
    [/, team lead$/, "/queue", "Queue"],
    [/, service manager$/, "/team", "Team"],
    [/, receptionist at Harbour Lane Surgery$/, "/refer", "Refer somebody"],
    [/, runs the Copper Kettle community café$/, "/requests-to-us", "Requests to Copper Kettle"],
    [/, commissioner of the service$/, "/reports", "Reports"],
    [/, evaluator$/, "/reports", "Reports"],
    [/, administrator$/, "/settings", "Settings"],
  ];

  test("each door of the first page leads to where that work begins", async () => {
    await atDesk(kith.origin, { pictures: "door" }, async ({ page, visit, turn }) => {
      await visit("front", "/");
      const all = page.getByRole("button", { name: /^Open as / });
      assert.equal(await all.count(), doors.length, "one door for each kind of user");
      for (const [name, path, heading] of doors) {
        await page.goto(kith.origin);
        await turn(heading.toLowerCase(), () => page.getByRole("button", { name }).click());
        assert.equal(pathOf(page), path);
        assert.match(await page.locator("h1").innerText(), new RegExp(`^${heading}`));
      }
    });
  });

  test("an account of the demonstration signs in with its password, and out", async () => {
    await atDesk(kith.origin, {}, async ({ page, hands, visit, turn }) => {
      const { email, password } = kith.account("link_worker");
      await visit("sign-in-first", "/today");
      assert.equal(pathOf(page), "/sign-in");
      await hands.write("E-mail address", email);
      await hands.write("Password", "not the password");
      await turn("sign-in-errors", () => hands.press("Sign in"), { status: 422 });
      assert.equal(await page.getByLabel("Password", { exact: true }).inputValue(), "", "a password is not sent back");
      await hands.write("Password", password);
      await turn("today", () => hands.press("Sign in"));
      assert.equal(pathOf(page), "/today", "one comes to the page that one asked for");
      await turn("signed-out", () => hands.press("Sign out"));
      await visit("sign-in-again", "/today");
      assert.equal(pathOf(page), "/sign-in", "whoever signed out is out");
    });
  });

  /** Opens every stop of a page; each must lead, as whoever may see it, to the record that it names. */
  async function stops(address, look) {
    let count = 0;
    await atDesk(kith.origin, { pictures: "tour" }, async ({ page, visit, turn }) => {
      await visit("start", address);
      const forms = page.locator('form:has(input[name="next"])');
      count = await forms.count();
      for (let stop = 0; stop < count; stop += 1) {
        if (stop > 0) await page.goto(`${kith.origin}${address}`);
        const form = forms.nth(stop);
        const record = await form.locator('input[name="next"]').inputValue();
        const button = form.getByRole("button");
        const about = await button.innerText();
        if (look) await turn(`stop-${stop + 1}`, () => button.click());
        else {
          const answer = page.waitForResponse(
            (one) => one.request().isNavigationRequest() && one.request().method() === "GET",
          );
          await button.click();
          assert.equal((await answer).status(), 200, about);
          await page.waitForLoadState();
        }
        assert.equal(pathOf(page) + new URL(page.url()).search, record, about);
        assert.doesNotMatch(record, /demo:/, "a stop that names no record");
      }
      await visit("end", address);
    });
    return count;
  }

  test("every stop on the first page opens the record it tells of", async () => {
    assert.equal(await stops("/", true), 8);
  });

  test("every stop of the whole tour opens the record it tells of", async () => {
    assert.ok((await stops("/about", false)) >= 20);
  });

  test("post that the demonstration caught can be read, and its links work", async () => {
    await atDesk(kith.origin, { pictures: "demo" }, async ({ page, hands, visit, turn }) => {
      await visit("post", "/demo/post");
      const letters = await page.getByRole("article").all();
      assert.ok(letters.length > 0);
      for (const letter of letters) assert.equal(await letter.getByRole("link").count(), 1, await letter.innerText());
      const mine = page.getByRole("article").filter({ hasText: "reception.harbourlane@example.org" }).first();
      const href = await mine.getByRole("link").getAttribute("href");
      await visit("front", "/");
      await turn("refer", () => hands.press("Open as Sinéad Corrigan, receptionist at Harbour Lane Surgery"));
      await visit("post", "/demo/post");
      await turn("letter", () => page.locator(`a[href="${href}"]`).click());
      assert.equal(pathOf(page), href);
    });
  });
});

describe("a service of one's own", () => {
  let kith;
  before(async () => {
    kith = await startKith({ demo: false });
  });
  after(() => kith?.stop());

  test("it is set up once by the link that the program prints, and has nothing of the demonstration", async () => {
    assert.ok(kith.setUpLink, kith.said());
    await atDesk(kith.origin, { pictures: "own" }, async ({ page, context, hands, visit, turn }) => {
      await visit("sign-in", "/");
      assert.equal(pathOf(page), "/sign-in");
      await visit("no-post", "/demo/post", { status: 404 });
      const door = await page.request.post(`${kith.origin}/demo/sign-in`, {
        form: { account: "0196f6e6-24c0-75bb-a273-f3e42044d021" },
        headers: { origin: kith.origin },
      });
      assert.equal(door.status(), 404);

      await visit("set-up", kith.setUpLink);
      await hands.write("Name of your service", "Saltmarsh Link Workers");
      await hands.write("Your name", "Odile Farrant");
      await hands.write("Your e-mail address", "odile.farrant@example.org");
      await hands.write("Choose a password", "short");
      await turn("set-up-errors", () => hands.press("Set up"), { status: 422 });
      assert.equal(await page.getByLabel("Name of your service").inputValue(), "Saltmarsh Link Workers");
      assert.equal(await page.getByLabel("Choose a password").inputValue(), "", "a password is not sent back");
      const password = "three plain brass lanterns";
      await hands.write("Choose a password", password);
      await turn("set-up-done", () => hands.press("Set up"));
      assert.match(await page.locator("main").innerText(), /Your service has been set up/);

      await hands.write("E-mail address", "odile.farrant@example.org");
      await hands.write("Password", password);
      await turn("second-factor", () => hands.press("Sign in"));
      await enrol({ page, hands, turn });
      await turn("settings", () => hands.press("I have kept them: go on"));
      assert.equal(pathOf(page), "/settings");
      const cookie = (await context.cookies()).find(({ name }) => name.endsWith("kith"));
      assert.deepEqual([cookie.name, cookie.secure, cookie.httpOnly, cookie.sameSite], ["__Host-kith", true, true, "Lax"]);
      await visit("no-set-up", kith.setUpLink, { status: 404 });
      await visit("still-no-post", "/demo/post", { status: 404 });
    });
  });
});
