import { expect, it } from "vitest";
import { constitutionJson, formatConstitution, parseConstitution } from "./index.ts";

const constitution = parseConstitution(
  "Hello there.\n\n# Care\n\nBe kind, because it helps. Never mock.\n\n## Truth\n\nBe honest.\n",
  { file: "care.md" },
);

it("shows the tree with lines and counts", () => {
  expect(formatConstitution(constitution)).toBe(
    `care.md: 13 words, 83 bytes, 3 sections, 2 principles (1 with a reason)

(before the first heading)  line 1
Care                        line 3  1 principle
  Truth                     line 7  1 principle
`,
  );
});

it("gives programs all of it but the text", () => {
  const json = constitutionJson(constitution);
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  expect(Object.keys(json)).toEqual([
    "file",
    "sha256",
    "words",
    "bytes",
    "sections",
    "principles",
    "warnings",
  ]);
  expect(json.sections[1]!.children[0]).toMatchObject({ id: "truth", level: 2, line: 7 });
});

it("says so when there is nothing", () => {
  const empty = parseConstitution("", { file: "empty.md" });
  expect(formatConstitution(empty)).toBe(
    `empty.md: 0 words, 0 bytes, 0 sections, 0 principles (0 with a reason)

empty.md is empty.
Is it the right file? If so: write under each heading, in prose, what the model should do and why.
`,
  );
});

it("tells a heading without words from prose before the first heading", () => {
  const shown = formatConstitution(parseConstitution("Be kind.\n\n##\n\nBe fair.\n", { file: "care.md" }));
  expect(shown).toContain("(before the first heading)  line 1");
  expect(shown).toContain("(no title)                  line 3");
});
