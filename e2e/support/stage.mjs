// One browser and one Kith with the demo, for all tests of the file that imports them.
import { after, before } from "node:test";

import { launch } from "./browser.mjs";
import { startKith } from "./kith.mjs";

export let browser;
export let kith;
before(async () => {
  [browser, kith] = await Promise.all([launch(), startKith()]);
});
after(async () => {
  await browser?.close();
  await kith?.stop();
});
