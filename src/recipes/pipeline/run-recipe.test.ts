import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createFakePrompts } from "../../../test/fixtures/recipes/fake-prompts.ts";
import { createFakeSession, type FakeSessionOptions } from "../../../test/fixtures/recipes/fake-session.ts";
import {
  askStep,
  fanOutStep,
  type TinyItem,
  tinyRecipe,
} from "../../../test/fixtures/recipes/tiny-recipe.ts";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import { DataRecord } from "../../datasets/index.ts";
import type { AskRequest } from "../../models/index.ts";
import { type RecipeRun, runRecipe } from "../index.ts";

const folder = useTemporaryFolder();
const prompts = createFakePrompts();

/** Answers with the request, so that every record tells its own way. */
const echo = ({ messages }: AskRequest) => `<${messages.at(-1)!.content}>`;

function lines(path: string): Record<string, unknown>[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

const idsIn = (out: string, file = "records.jsonl") => lines(`${out}/${file}`).map(({ id }) => id);

function run(
  options: Partial<Omit<RecipeRun<TinyItem>, "session">> & { session?: Partial<FakeSessionOptions> },
  session = createFakeSession({ answer: echo, ...options.session }),
) {
  const { session: _, ...rest } = options;
  return runRecipe<TinyItem>({
    recipe: tinyRecipe([askStep("draft"), askStep("rewrite")]),
    prompts,
    constitution: { sha256: "c0", sections: [] },
    models: { teacher: "fake:teacher" },
    n: 5,
    out: folder("out"),
    keepNearDuplicates: true,
    ...rest,
    session,
  });
}

describe("items become records", () => {
  test("in the order of the source, each with its whole lineage", async () => {
    const result = await run({ n: 3 });
    expect(result.status).toBe("complete");
    expect(idsIn(folder("out"))).toEqual(["tiny-1-0", "tiny-1-1", "tiny-1-2"]);
    const [record] = lines(folder("out/records.jsonl"));
    expect(DataRecord.parse(record)).toEqual({
      kind: "document",
      id: "tiny-1-0",
      text: "<rewrite of <draft of item 0>>",
      provenance: {
        recipe: "tiny",
        seed: 1,
        constitution: "c0",
        sections: ["section-0"],
        domain: "tests",
        prompts: { "tiny/ask": "0123456789ab" },
        models: { draft: "fake:teacher", rewrite: "fake:teacher" },
        costUsd: 0.02,
      },
    });
  });

  test("a step may make several; the cost of its call is divided among them", async () => {
    const result = await run({
      recipe: tinyRecipe([fanOutStep("ideas"), askStep("draft"), fanOutStep("variants")], { candidates: 2 }),
      n: 12,
      session: {
        answer: ({ messages }) => (/^(ideas|variants)/.test(messages[0]!.content) ? "a b c" : "text"),
      },
    });
    expect(idsIn(folder("out")).map((id) => String(id).slice("tiny-1-".length))).toEqual([
      ..."0.0.0 0.0.1 0.0.2 0.1.0 0.1.1 0.1.2 0.2.0 0.2.1 0.2.2 1.0.0 1.0.1 1.0.2".split(" "),
    ]);
    const [record] = lines(folder("out/records.jsonl")) as unknown as DataRecord[];
    // A ninth of the first call, a third of the other two.
    expect(record!.provenance.costUsd).toBeCloseTo(0.01 / 9 + 0.01 / 3 + 0.01 / 3);
    expect(result.manifest.steps.map(({ step, in: items, out }) => [step, items, out])).toEqual([
      ["ideas", 2, 6],
      ["draft", 4, 4],
      ["variants", 4, 12],
    ]);
  });
});
