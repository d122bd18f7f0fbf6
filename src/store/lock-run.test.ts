import { mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { startChild } from "../../test/fixtures/store/start-child.ts";
import { useTemporaryFolder } from "../../test/fixtures/store/temporary-folder.ts";
import { lockRun } from "./index.ts";
import { thisProcess } from "./process-identity.ts";

const folder = useTemporaryFolder();
const run = () => folder("runs", "reasons-1");

const holdLock = () => `
  await store.lockRun(${JSON.stringify(run())});
  console.log("locked");
`;
const stayAlive = "setInterval(() => {}, 1000);";

describe("a run that another process has", () => {
  it("is refused with who, since when, and what to do; after kill -9 it is taken over at once", async () => {
    const child = startChild(holdLock() + stayAlive);
    await child.said("locked");
    await expect(lockRun(run())).rejects.toMatchObject({
      name: "TeachwhyError",
      code: "run-locked",
      message: expect.stringMatching(`in use by process ${child.pid} since \\d{4}-\\d{2}-\\d{2}T`),
      next: `Wait until it ends, or stop it (kill ${child.pid}), and run the command again.`,
      data: { pid: child.pid },
    });
    await child.kill();
    const start = performance.now();
    const lock = await lockRun(run());
    expect(performance.now() - start).toBeLessThan(1000);
    lock.release();
  });

  it("is free when that process ends by itself", async () => {
    await startChild(holdLock()).ended();
    expect(readdirSync(folder("runs", "reasons-1", "lock"))).not.toContain("held");
    (await lockRun(run())).release();
  });

  it("goes to one of many that want it after a kill", async () => {
    writeOwner({ ...thisProcess(), boot: "before" });
    const go = folder("go");
    const wants = `
      import { existsSync } from "node:fs";
      console.log("ready");
      while (!existsSync(${JSON.stringify(go)})) {}
      const answer = await store.lockRun(${JSON.stringify(run())}).then(() => "got it", (error) => error.code);
      console.log("answer: " + answer);
      ${stayAlive}
    `;
    const children = [1, 2, 3, 4].map(() => startChild(wants));
    await Promise.all(children.map((child) => child.said("ready")));
    writeFileSync(go, "");
    await Promise.all(children.map((child) => child.said("answer")));
    await Promise.all(children.map((child) => child.kill()));
    const answers = await Promise.all(children.map((child) => child.ended()));
    expect(answers.map((text) => text.trim().split("\n").at(-1)).sort()).toEqual([
      "answer: got it",
      "answer: run-locked",
      "answer: run-locked",
      "answer: run-locked",
    ]);
  });
});

it("is refused to the same process a second time, until it is released", async () => {
  const lock = await lockRun(run());
  await expect(lockRun(run())).rejects.toThrow(`in use by process ${process.pid} (this one)`);
  lock.release();
  lock.release();
  const next = await lockRun(run());
  lock.release();
  await expect(lockRun(run())).rejects.toThrow("(this one)");
  next.release();
});

it("keeps runs apart, not the store", async () => {
  const locks = [await lockRun(folder("runs", "reasons-1")), await lockRun(folder("runs", "reasons-2"))];
  for (const lock of locks) lock.release();
  expect(locks).toHaveLength(2);
});

it.runIf(process.platform === "linux")(
  "is taken over where the holder's pid is now another process's",
  async () => {
    writeOwner({ ...thisProcess(), pid: process.ppid, start: "1" });
    (await lockRun(run())).release();
  },
);

it("is not moved away by a slow process that still believes in the dead holder", async () => {
  writeOwner({ ...thisProcess(), boot: "before" });
  const lock = await lockRun(run());
  const place = (name: string) => folder("runs", "reasons-1", "lock", name);
  expect(() => renameSync(place("held"), place("ended-dead"))).toThrow(/ENOTEMPTY|EEXIST|EPERM/);
  lock.release();
});

it("is not taken from a process that cannot be seen", async () => {
  writeOwner({ ...thisProcess(), pid: 7, host: "another", boot: "its own" });
  await expect(lockRun(run())).rejects.toMatchObject({
    code: "run-locked",
    message: expect.stringContaining("process 7 of another"),
    next: expect.stringContaining(
      `if it was killed, remove the folder ${folder("runs", "reasons-1", "lock", "held")}`,
    ),
  });
});

it("says so where the lock was damaged", async () => {
  writeOwner(undefined);
  await expect(lockRun(run())).rejects.toMatchObject({
    code: "lock-damaged",
    next: expect.stringContaining("remove the folder"),
  });
});

it("says so where the folder cannot be used", async () => {
  writeFileSync(folder("file"), "");
  await expect(lockRun(folder("file", "run"))).rejects.toMatchObject({ code: "not-writable" });
});

/** A lock as some other process left it. */
function writeOwner(owner: object | undefined): void {
  const held = folder("runs", "reasons-1", "lock", "held");
  mkdirSync(held, { recursive: true });
  const text = owner
    ? JSON.stringify({ ...owner, id: "dead", since: "2025-01-01T00:00:00.000Z" })
    : '{"pid":';
  writeFileSync(`${held}/owner.json`, text);
}
