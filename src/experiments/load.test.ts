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
