import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TeachwhyError } from "../store/index.ts";
import { readConstitution } from "./index.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "teachwhy-constitution-"));
  writeFileSync(join(folder, "miniature.md"), "\uFEFF# Truth\r\n\r\nBe honest.\r\n");
});

afterEach(() => rmSync(folder, { recursive: true }));

/** What a person is told, in one string. */
function complaint(path: string): string {
  try {
    readConstitution(path);
  } catch (error) {
    if (error instanceof TeachwhyError) return `${error.code}: ${error.message} ${error.next}`;
    throw error;
  }
  throw new Error("No error was thrown.");
}

describe("readConstitution", () => {
  it("keeps every byte, the byte order mark included", () => {
    const { text, principles } = readConstitution(join(folder, "miniature.md"));
    expect(Buffer.from(text)).toHaveLength(26);
    expect(principles).toMatchObject([{ start: 14, end: 24, line: 3 }]);
  });

  it("names the file that a person may have meant", () => {
    const path = join(folder, "minature.md");
    expect(complaint(path)).toBe(
      `file-not-found: There is no constitution at ${path}. Did you mean ${join(folder, "miniature.md")}?`,
    );
  });

  it("lists what is there when nothing is near", () => {
    expect(complaint(join(folder, "qqqqqqqqqqqqqqqq"))).toContain(`In ${folder}: miniature.md.`);
    expect(complaint(join(folder, "nowhere", "x.md"))).toContain(
      `There is no folder ${join(folder, "nowhere")}`,
    );
  });

  it("refuses a folder and says what it holds", () => {
    expect(complaint(folder)).toContain("is a folder, not a constitution. Name a Markdown file.");
    mkdirSync(join(folder, "empty"));
    expect(complaint(join(folder, "empty"))).toContain("holds no Markdown file");
  });

  it("refuses bytes that are no UTF-8, where ranges would mean nothing", () => {
    writeFileSync(join(folder, "latin.md"), Buffer.from([0x23, 0x20, 0xe4, 0x0a]));
    expect(complaint(join(folder, "latin.md"))).toContain("is not UTF-8 text. Save it as UTF-8 Markdown.");
  });
});
