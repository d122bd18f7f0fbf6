import { describe, expect, it } from "vitest";
import { parseConstitution, readConstitution } from "./index.ts";
import { warningsAbout } from "./warnings-about.ts";

const warnings = (text: string) => warningsAbout(parseConstitution(text, { file: "x.md" }));

const german = `# Wahrheit

Der Assistent soll nicht lügen, weil Menschen nach seinen Worten handeln.

Er nennt seine Fehler früh.
`;

describe("warnings about a constitution", () => {
  it("are none where all is well, also with short sentences, line ends of Windows and front matter", () => {
    for (const file of ["assistant", "miniature"]) {
      expect(warningsAbout(readConstitution(`constitutions/${file}.md`))).toEqual([]);
    }
    expect(warnings("---\r\nlang: en\r\n---\r\n# Care\r\n\r\nThe assistant should be kind.\r\n")).toEqual([]);
  });

  it("tell a text in another language from one without norms, as different things help", () => {
    expect(warnings(german)).toMatchObject([
      {
        message: expect.stringContaining("not seem to be English"),
        next: expect.stringContaining("translate"),
      },
    ]);
    expect(
      warnings("# Past\n\nThis page was written in spring, and that is all that we know of it.\n"),
    ).toEqual([
      {
        message: "No principle was found in x.md: no sentence says in a known form what the model should do.",
        next: 'Its sections can be taught. For principles with reasons, write "The model should ..., because ...".',
      },
    ]);
  });

  it("are not silenced by an English word in a foreign text", () => {
    const text = `${german}\n${"Noch ein Satz.\n\n".repeat(20)}Never ist ein englisches Wort.\n`;
    expect(warnings(text)).toMatchObject([{ message: expect.stringContaining("Hardly a principle") }]);
  });

  it("ask for headings where a section is very long, or there is none", () => {
    expect(warnings("It should be kind.\n")).toMatchObject([{ message: "x.md has no headings." }]);
    expect(warnings(`# Care\n\n${"It should be kind. ".repeat(5000)}`)).toMatchObject([
      { message: '"Care" (line 1) has 20,000 words.' },
    ]);
  });
});
