import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { TeachwhyError } from "../store/index.ts";
import { loadExperiment, parseExperiment } from "./index.ts";

const good = readFileSync(new URL("../../experiments/reasons.yaml", import.meta.url), "utf8");

const complaintAbout = (text: string): string => {
  try {
    parseExperiment(text, "my.yaml");
  } catch (error) {
    if (error instanceof TeachwhyError) return error.message;
    throw error;
  }
  throw new Error("The file was taken as it is.");
};

const lineOf = (text: string, words: string) =>
  text.split("\n").findIndex((line) => line.includes(words)) + 1;

test.each(["quick", "reasons", "reasons-full"])(
  "experiments/%s.yaml is valid and finds its constitution",
  async (name) => {
    const experiment = await loadExperiment(
      new URL(`../../experiments/${name}.yaml`, import.meta.url).pathname,
    );
    expect(experiment.name).toBe(name);
    expect(readFileSync(experiment.constitution, "utf8")).toContain("# Who an AI of the miniature world is");
  },
);

describe("a wrong file gets an answer that helps", () => {
  test("a typo in a key: its line and the nearest key", () => {
    const text = good.replace("  rowsPerStep:", "  rowsPerstep:");
    expect(complaintAbout(text)).toContain(
      `my.yaml:${lineOf(text, "rowsPerstep")}: unknown key "rowsPerstep" in training. Did you mean "rowsPerStep"?`,
    );
  });

  test("an unknown arm in a comparison: its line, what is known, the nearest", () => {
    const text = good.replace("    treatment: advice\n", "    treatment: advise\n");
    const complaint = complaintAbout(text);
    expect(complaint).toContain(`my.yaml:${lineOf(text, "treatment: advise")}: unknown arm "advise"`);
    expect(complaint).toContain("Known: base, generic, behaviour");
    expect(complaint).toContain('Did you mean "advice"?');
  });

  test("an unknown recipe: its line and the nearest", () => {
    const text = good.replace("mix: { advice: 3750", "mix: { advise: 3750");
    const complaint = complaintAbout(text);
    expect(complaint).toContain(`my.yaml:${lineOf(text, "advise: 3750")}`);
    expect(complaint).toContain("advise");
  });

  test("a wrong value: what was found and what was expected", () => {
    const text = good
      .replace("  use: exploring", "  use: guessing")
      .replace("  use: confirming", "  use: guessing");
    expect(complaintAbout(text)).toContain(
      'worlds.use is "guessing"; expected one of exploring, confirming, own',
    );
  });

  test("a value out of range", () => {
    const text = good.replace("  alpha: 0.05", "  alpha: 5");
    expect(complaintAbout(text)).toContain(`my.yaml:${lineOf(text, "alpha: 5")}: verdict.alpha`);
  });

  test("a missing part", () => {
    const text = good.replace(/\nverdict:\n( {2}.*\n)+/, "\n");
    expect(complaintAbout(text)).toContain("verdict");
  });

  describe("a comparison of a suite", () => {
    const comparing = (suite: string, change = (text: string) => text) => {
      const text = change(good.replace(/^ {4}suite: held-out$/m, `    suite: ${suite}`));
      return { complaint: complaintAbout(text), line: lineOf(text, "    suite: ") };
    };

    test("that the file does not run: its line, and the suites that are possible", () => {
      const { complaint, line } = comparing("held-out", (text) => text.replace(/^ {2}held-out: .*\n/m, ""));
      expect(complaint).toContain(
        `my.yaml:${line}: the suite "held-out" is compared but not run. Possible: trained, far.`,
      );
    });

    test("that is never run with the thought left free", () => {
      const { complaint, line } = comparing("held-out", (text) =>
        text.replace(/thoughts: \[free, /, "thoughts: ["),
      );
      expect(complaint).toContain(
        `my.yaml:${line}: the suite "held-out" is compared but not run with the thought left free. Possible: trained, far.`,
      );
    });

    test.each(["tasks", "advice", "stories"])("in which no act is done: %s", (suite) => {
      const { complaint, line } = comparing(suite);
      expect(complaint).toBe(
        `my.yaml:${line}: accuracy on acts means nothing on the suite "${suite}". Possible: trained, held-out, far.`,
      );
    });

    test("where none is possible", () => {
      const { complaint } = comparing("tasks", (text) =>
        text.replace(/\nsuites:\n( {2}.*\n)+/, "\nsuites:\n  tasks: { cases: 48 }\n"),
      );
      expect(complaint).toContain("No suite of this file fits.");
    });
  });

  test("a verdict that asks for more worlds than there are", () => {
    const text = good.replace(/^ {2}minimumWorlds: .*$/m, "  minimumWorlds: 99");
    expect(complaintAbout(text)).toMatch(
      new RegExp(
        `^my\\.yaml:${lineOf(text, "minimumWorlds")}: verdict\\.minimumWorlds is 99, and worlds\\.seeds has only \\d+: `,
      ),
    );
  });

  test.each([
    ["gate.cases", /^( {2}cases:) .*$/m, "$1 98", "divisible by 4. Nearest: 100."],
    ["suites.trained.cases", /^( {2}trained: { cases:) \d+/m, "$1 97", "divisible by 2. Nearest: 98."],
    ["interventions.cases", /^(interventions: { cases:) \d+/m, "$1 71", "divisible by 2. Nearest: 72."],
  ])("%s that cannot be halved", (name, line, replacement, advice) => {
    const complaint = complaintAbout(good.replace(line, replacement));
    expect(complaint).toMatch(new RegExp(`^my\\.yaml:\\d+: ${name} is \\d+; `));
    expect(complaint).toContain(advice);
  });

  test.each([
    ["suites.tasks.cases", /^( {2}tasks: { cases:) \d+/m],
    ["interventions.cases", /^(interventions: { cases:) \d+/m],
    ["gate.cases", /^( {2}cases:) .*$/m],
  ])("%s of none", (name, line) => {
    expect(complaintAbout(good.replace(line, "$1 0"))).toMatch(new RegExp(`^my\\.yaml:\\d+: ${name}: .*0`));
  });

  test("plain tasks have no halves: an odd number of them is fine", () => {
    const text = good.replace(/^( {2}tasks: { cases:) \d+/m, "$1 47");
    expect(parseExperiment(text, "my.yaml").suites.tasks).toEqual({ cases: 47, thoughts: ["free"] });
  });

  test.each([
    ["world seed", /^ {2}seeds: .*$/m, "  seeds: [1, 2, 3, 4, 3]", "3"],
    ["training seed", /^seeds: .*$/m, "seeds: [7, 7]", "7"],
    ["comparison", /reasons-against-behaviour-far/, "reasons-against-behaviour", "reasons-against-behaviour"],
    ["control", /name: base-with-few-direct-answers/, "name: surface-world", "surface-world"],
  ])("a %s that stands there twice", (what, line, replacement, item) => {
    expect(complaintAbout(good.replace(line, replacement))).toMatch(
      new RegExp(`^my\\.yaml:\\d+: the ${what} ${item} stands here a second time\\.`),
    );
  });

  test("broken YAML", () => {
    expect(complaintAbout("name: [reasons\n")).toMatch(/my\.yaml:\d+: /);
  });

  test("no file", async () => {
    await expect(loadExperiment("experiments/nothing.yaml")).rejects.toThrow("there is no such file");
  });

  test("every complaint at once, not one a run", () => {
    const text = good.replace("  alpha: 0.05", "  alpha: 5").replace("  rowsPerStep:", "  rowsPerstep:");
    expect(complaintAbout(text).split("\n").length).toBeGreaterThanOrEqual(2);
  });
});

describe("a file cannot promise more than its worlds hold", () => {
  test("an exploring world does not confirm", () => {
    const text = good.replace("seeds: [101, 102,", "seeds: [1, 102,");
    expect(complaintAbout(text)).toContain(
      `my.yaml:${lineOf(text, "seeds: [1, 102")}: world 1 is not for confirming: those are 101 to 106.`,
    );
  });

  test("worlds of one's own may be any", () => {
    const text = good.replace("use: confirming", "use: own").replace("seeds: [101, 102,", "seeds: [1, 977,");
    expect(parseExperiment(text, "my.yaml").worlds.seeds.slice(0, 2)).toEqual([1, 977]);
  });

  test("another version of the world is not this one", () => {
    const text = good.replace("  version: 1", "  version: 2");
    expect(complaintAbout(text)).toContain("worlds.version is 2, but this is version 1 of the world");
  });

  test("controls need the suites that the report shows of them", () => {
    const text = good
      .replace(/\n {2}far: .*\n/, "\n")
      .replace(/( {2}- name: reasons-against-behaviour-far\n(?: {4}.*\n)+)/, "");
    expect(complaintAbout(text)).toContain("far is not run so");
  });
});
