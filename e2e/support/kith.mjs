// The real program, on a free port, with a fresh demonstration store.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

import { root } from "./tools.mjs";

const run = promisify(execFile);

/** The program to test. */
export function binary() {
  const name = process.env.KITH_BIN;
  if (!name) throw new Error("KITH_BIN names the program to test: run `make test`");
  return path.resolve(root, name);
}

/**
 * Fills a new store with the made-up service and serves it.
 *
 * `database` is a PostgreSQL URL; without it the store is SQLite in a new folder. Gives the address, the accounts of
 * the demonstration by role, everything the program wrote to stderr, and `stop()`, which also removes the folder.
 */
export async function startKith({ database, seed = 7, asOf = "2026-11-20", size = "tour" } = {}) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "kith-e2e-"));
  const where = ["--data", folder, ...(database ? ["--database", database] : [])];
  await run(binary(), ["demo", "--size", size, "--seed", String(seed), "--as-of", asOf, ...where]);
  const accounts = JSON.parse(await readFile(path.join(folder, "demo-accounts.json"), "utf8"));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn(binary(), ["serve", ...where, "--listen", `127.0.0.1:${port}`], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.on("data", (part) => (said += part));
  child.stderr.on("data", (part) => (said += part));
  const ended = once(child, "exit");
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(origin, child, () => said);
  } catch (error) {
    await stop();
    throw error;
  }
  const byRole = Object.fromEntries(accounts.map((account) => [account.role, account]));
  return { origin, folder, accounts, byRole, child, said: () => said, stop };
}

/** A port that nobody listens on now. */
async function freePort() {
  const server = net.createServer();
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Asks until the program says that it is ready; fails at once when it has ended, and after 30 seconds. */
async function untilReady(origin, child, said) {
  const last = Date.now() + 30_000;
  while (Date.now() < last) {
    if (child.exitCode !== null) throw new Error(`kith serve ended with ${child.exitCode}:\n${said()}`);
    const answer = await fetch(`${origin}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await pause(50);
  }
  throw new Error(`kith serve was not ready within 30 s:\n${said()}`);
}

/** Signs in on the plain form, as any user does. */
export async function signIn(page, origin, account) {
  await page.goto(`${origin}/sign-in`);
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
}
