// What an authenticator app does: a code from a key and the time (RFC 6238), worked out apart from the program.
import { createHmac } from "node:crypto";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code of a key in base 32, some steps of thirty seconds from now. */
export function totp(key, steps = 0) {
  const bits = [...key.replaceAll(" ", "")].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const bytes = Buffer.from(bits.match(/.{8}/g).map((eight) => Number.parseInt(eight, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", bytes).update(step).digest();
  const number = hash.readUInt32BE(hash.at(-1) & 15) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Sets the second factor up on the page that asks for it. Gives the key. */
export async function enrol({ page, hands, turn }) {
  await hands.unfold("You cannot scan it?");
  const key = await page.locator("details code").innerText();
  await hands.write("Code from the app", totp(key));
  await turn("recovery-codes", () => hands.press("Go on"));
  return key;
}
