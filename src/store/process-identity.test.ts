import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { livenessOf, livenessOfTag, thisProcess, toTag } from "./process-identity.ts";

const here = thisProcess();

describe("a process of this machine", () => {
  it("is alive while it runs and dead after it was killed", async () => {
    const child = spawn("sleep", ["60"]);
    const owner = { ...here, pid: child.pid!, start: startOf(child.pid!) };
    expect(livenessOf(here)).toBe("alive");
    expect(livenessOf(owner)).toBe("alive");
    expect(livenessOfTag(toTag(owner))).toBe("alive");
    child.kill("SIGKILL");
    await once(child, "close");
    expect(livenessOf(owner)).toBe("dead");
    expect(livenessOfTag(toTag(owner))).toBe("dead");
  });

  it("is dead before the machine was started anew", () => {
    expect(livenessOf({ ...here, boot: "another boot" })).toBe("dead");
  });

  // Only Linux tells start times and states, in /proc.
  it.runIf(process.platform === "linux")("is dead where its pid is now another process's", () => {
    expect(livenessOf({ ...here, start: "1" })).toBe("dead");
    expect(livenessOfTag(toTag({ ...here, start: "1" }))).toBe("dead");
  });

  it.runIf(process.platform === "linux")(
    "is dead where only its parent has not collected it yet",
    async () => {
      // The shell becomes `sleep 60`, which never asks after the child that the shell had started.
      const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"]);
      const [output] = await once(parent.stdout, "data");
      const pid = Number(String(output));
      await expect.poll(() => readFileSync(`/proc/${pid}/stat`, "utf8")).toContain(") Z ");
      expect(livenessOf({ ...here, pid, start: startOf(pid) })).toBe("dead");
      parent.kill("SIGKILL");
    },
  );
});

it("cannot see a process of another host or container", () => {
  expect(livenessOf({ ...here, host: "another", boot: "its own boot" })).toBe("unknown");
  expect(livenessOf({ ...here, namespace: "pid:[1]" })).toBe("unknown");
  expect(livenessOfTag(toTag({ ...here, namespace: "pid:[1]" }))).toBe("unknown");
});

it("takes a machine that changed its name for the same machine", () => {
  const linux = { ...here, boot: "boot", namespace: "pid:[1]" };
  expect(livenessOf({ ...linux, host: "at-home" }, { ...linux, host: "at-work" })).toBe("alive");
});

it("takes no other folder's name for a tag", () => {
  expect(livenessOfTag("notes")).toBeUndefined();
  expect(livenessOfTag("2024-01-02")).toBeUndefined();
});

/** Field 22 of proc(5); "sleep" and "sh" hold no spaces. Empty where there is no /proc. */
function startOf(pid: number): string {
  return here.start === "" ? "" : readFileSync(`/proc/${pid}/stat`, "utf8").split(" ")[21];
}
