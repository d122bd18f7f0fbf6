import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { runCli } from "../index.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "teachwhy-constitution-"));
  writeFileSync(join(folder, "old.md"), "# Care\n\nIt should be kind.\n");
  writeFileSync(join(folder, "new.md"), "# Care\n\nIt should be fair.\n");
  writeFileSync(join(folder, "german.md"), "# Wahrheit\n\nDer Assistent soll nicht lügen.\n");
});

afterAll(() => rmSync(folder, { recursive: true }));

async function teachwhy(...args: string[]): Promise<{ status: number; stdout: string }> {
  let stdout = "";
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    stdout += text;
    return true;
  });
  try {
    return { status: await runCli(["constitution", ...args]), stdout };
  } finally {
    process.exitCode = undefined;
    spy.mockRestore();
  }
}

it("diff prints old and new words, and only with --exit-code says so to a script", async () => {
  const [old, now] = [join(folder, "old.md"), join(folder, "new.md")];
  const { status, stdout } = await teachwhy("diff", old, now);
  expect(status).toBe(0);
  expect(stdout).toContain("principle changed: It should be [-kind.-] {+fair.+}");
  expect((await teachwhy("diff", old, now, "--exit-code")).status).toBe(1);
  expect((await teachwhy("diff", old, old, "--exit-code")).status).toBe(0);
  expect(JSON.parse((await teachwhy("diff", old, now, "--json")).stdout)).toMatchObject({
    sections: [{ what: ["changed"] }],
    principles: [{ what: ["changed"], before: { norm: "It should be kind." } }],
    prose: [],
  });
});

it("show says why it found no principle, and what to do", async () => {
  const { status, stdout } = await teachwhy("show", join(folder, "german.md"));
  expect(status).toBe(0);
  expect(stdout).toContain("which does not seem to be English");
  expect(stdout).toContain("Its sections can be taught as they are.");
});
