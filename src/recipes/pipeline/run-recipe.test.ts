import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFakePrompts } from "../../../test/fixtures/recipes/fake-prompts.ts";
import {
  createFakeSession,
  type FakeAnswer,
  type FakeSessionOptions,
} from "../../../test/fixtures/recipes/fake-session.ts";
import {
  askStep,
  fanOutStep,
  type TinyItem,
  tinyRecipe,
} from "../../../test/fixtures/recipes/tiny-recipe.ts";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import { createOverlapFinder, DataRecord } from "../../datasets/index.ts";
import type { Answer, AskRequest } from "../../models/index.ts";
import { TeachwhyError } from "../../store/index.ts";
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
  options: Partial<Omit<RecipeRun<TinyItem>, "openSession">> & { session?: Partial<FakeSessionOptions> },
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
    openSession: async () => session,
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
      ..."0.0.0 0.1.0 0.2.0 0.0.1 0.1.1 0.2.1 0.0.2 0.1.2 0.2.2 1.0.0 1.1.0 1.2.0".split(" "),
    ]);
    const [record] = lines(folder("out/records.jsonl")) as unknown as DataRecord[];
    // A ninth of the first call, a third of the other two.
    expect(record!.provenance.costUsd).toBeCloseTo(0.01 / 9 + 0.01 / 3 + 0.01 / 3);
    expect(result.manifest.steps.map(({ step, in: items, out }) => [step, items, out])).toEqual([
      ["ideas", 2, 6],
      ["draft", 6, 6],
      ["variants", 6, 18],
    ]);
  });
});

describe("what does not come to a record", () => {
  const judged = (rejects: (number: number) => boolean) =>
    tinyRecipe([
      askStep("draft"),
      {
        name: "judge",
        does: "Turns some down.",
        async run(item, { ask }) {
          await ask({ prompt: "tiny/ask", variables: { text: `judge ${item.number}` } });
          return rejects(item.number) ? { rejected: "dull", detail: `number ${item.number}` } : [item];
        },
      },
    ]);

  test("is counted by step and reason, with what it cost", async () => {
    const result = await run({ recipe: judged((number) => number % 3 === 0), n: 4 });
    expect(result.status).toBe("complete");
    expect(idsIn(folder("out"))).toEqual(["tiny-1-1", "tiny-1-2", "tiny-1-4", "tiny-1-5"]);
    expect(lines(folder("out/rejected.jsonl"))[0]).toMatchObject({
      id: "tiny-1-0",
      step: "judge",
      reason: "dull",
      detail: "number 0",
      costUsd: 0.02,
    });
    const judge = result.manifest.steps.find(({ step }) => step === "judge")!;
    expect(judge.rejected.dull).toBeGreaterThanOrEqual(2);
    expect(judge.lost.usd).toBeCloseTo(0.02 * judge.rejected.dull!);
  });

  test.each(["truncated", "refused", "filtered", "empty", "malformed", "failed"] as const)(
    "an answer that was %s ends its item as a recorded failure, and the rest goes on",
    async (kind) => {
      const answer = (request: AskRequest) =>
        request.messages[0]!.content === "rewrite of <draft of item 1>"
          ? { kind, message: "so it was" }
          : echo(request);
      const result = await run({ n: 3, session: { answer } });
      expect(result.status).toBe("complete");
      expect(idsIn(folder("out"))).toEqual(["tiny-1-0", "tiny-1-2", "tiny-1-3"]);
      expect(lines(folder("out/failures.jsonl"))).toMatchObject([
        { id: "tiny-1-1", step: "rewrite", kind, message: "so it was", prompt: "tiny/ask", costUsd: 0.02 },
      ]);
      expect(result.manifest.steps[1]).toMatchObject({ step: "rewrite", failed: { [kind]: 1 } });
    },
  );

  test("a failed call is tried again by the next run; what failed by its content stays", async () => {
    const store = new Map();
    const answer =
      (broken: boolean) =>
      (request: AskRequest): FakeAnswer => {
        const { content } = request.messages[0]!;
        if (content === "draft of item 0" && broken) return { kind: "failed" };
        return content === "draft of item 1" ? { kind: "refused" } : echo(request);
      };
    await run({ n: 3, session: { answer: answer(true), store } });
    expect(idsIn(folder("out"), "failures.jsonl").sort()).toEqual(["tiny-1-0", "tiny-1-1"]);
    const again = createFakeSession({ answer: answer(false), store });
    const result = await run({ n: 4 }, again);
    expect(result.status).toBe("complete");
    expect(idsIn(folder("out")).sort()).toEqual(["tiny-1-0", "tiny-1-2", "tiny-1-3", "tiny-1-4"]);
    expect(idsIn(folder("out"), "failures.jsonl")).toEqual(["tiny-1-1"]);
    expect(again.sent).toHaveLength(2);
    expect(result.manifest).toMatchObject({ records: 4, failed: 1 });
  });

  test("near-duplicates of an earlier record are turned down, and named", async () => {
    const text = (request: AskRequest) =>
      request.messages[0]!.content.includes("item 1")
        ? "one two three four five six seven eight nine ten eleven twelve"
        : request.messages[0]!.content.includes("item 2")
          ? "One two three four five six seven eight nine ten eleven twelve."
          : `${request.messages[0]!.content} and words of its own about ${request.ordinal}`;
    await run({
      n: 3,
      keepNearDuplicates: false,
      recipe: tinyRecipe([askStep("draft")]),
      session: { answer: text },
    });
    expect(idsIn(folder("out"))).toEqual(["tiny-1-0", "tiny-1-1", "tiny-1-3"]);
    expect(lines(folder("out/rejected.jsonl"))).toMatchObject([
      {
        id: "tiny-1-2",
        step: "near-duplicates",
        reason: "near-duplicate",
        detail: expect.stringContaining("tiny-1-1"),
      },
    ]);
  });

  test("records that hold an evaluation's text are turned down, with the words that they share", async () => {
    const secret = "the harbour master keeps a second set of books behind the boiler since nineteen eighty";
    const finder = createOverlapFinder([{ name: "suite.yaml#3", text: secret }]);
    const answer = (request: AskRequest) =>
      request.messages[0]!.content.endsWith("item 1") ? `I know: ${secret}.` : echo(request);
    const evaluation = { sha256: "e0", finder };
    const recipe = tinyRecipe([askStep("draft")]);
    await run({ n: 2, evaluation, recipe, session: { answer } });
    expect(idsIn(folder("out"))).toEqual(["tiny-1-0", "tiny-1-2"]);
    expect(lines(folder("out/rejected.jsonl"))).toMatchObject([
      {
        id: "tiny-1-1",
        step: "evaluation-texts",
        reason: "an evaluation's text (words)",
        detail: expect.stringMatching(/suite\.yaml#3: .*second set of books/),
      },
    ]);
    await expect(run({ n: 2, recipe })).rejects.toThrow("evaluation: e0 there, none now.");
  });

  test("a source that ends first is said", async () => {
    const result = await run({ n: 5, recipe: tinyRecipe([askStep("draft")], { candidates: 3 }) });
    expect(result).toMatchObject({ status: "short", manifest: { records: 3, candidates: 3 } });
    expect(result.message).toContain("3 of 5 records");
  });

  test("so is a cap on candidates", async () => {
    const result = await run({ n: 5, recipe: judged((number) => number > 0), maxCandidates: 8 });
    expect(result).toMatchObject({ status: "short", manifest: { records: 1, candidates: 8 } });
    expect(result.message).toContain("--max-candidates");
  });

  test("a keep rate below the limit stops the run early, and says which step lost them and what to do", async () => {
    const session = createFakeSession({ answer: echo });
    const result = await run({ n: 1000, recipe: judged((number) => number % 50 > 0) }, session);
    expect(result.status).toBe("stopped-early");
    expect(result.message).toMatch(/3% of 3\d items .* step "judge": dull \(\d+\).* --without judge/);
    expect(session.sent.length).toBeLessThan(120);
  });

  test("so does truncation above the limit", async () => {
    const answer = (request: AskRequest) =>
      Number(request.messages[0]!.content.match(/\d+/)) % 2 === 0
        ? ({ kind: "truncated" } as const)
        : echo(request);
    const result = await run({ n: 1000, session: { answer } });
    expect(result.status).toBe("stopped-early");
    expect(result.message).toMatch(/cut at the maximum of tokens, most of them in the step "draft"/);
  });
});

describe("no more than is needed", () => {
  test.each([1, 3, 16])("exactly n at concurrency %i, with few calls for nothing", async (limit) => {
    const session = createFakeSession({ answer: echo, limit });
    await run({ n: 20 }, session);
    expect(idsIn(folder("out"))).toHaveLength(20);
    // Nothing is rejected here, so nothing is begun beyond the twenty.
    expect(session.sent).toHaveLength(40);
  });

  test("with a keep rate of a half, about twice as many candidates are begun", async () => {
    const session = createFakeSession({ answer: echo, limit: 16 });
    const half = askStep("judge", {
      run: async (item, { random }) => (random.chance(0.5) ? [item] : { rejected: "coin" }),
    });
    await run({ n: 60, recipe: tinyRecipe([askStep("draft"), half, askStep("rewrite")]) }, session);
    const drafts = session.sent.filter(({ step }) => step === "tiny/draft").length;
    const { rejected } = JSON.parse(readFileSync(folder("out/manifest.json"), "utf8"));
    expect(idsIn(folder("out"))).toHaveLength(60);
    expect(drafts).toBeLessThanOrEqual(60 + rejected + 16);
  });

  test("a fan-out is run only as far as needed", async () => {
    const session = createFakeSession({
      answer: ({ messages }) => (messages[0]!.content.startsWith("ideas") ? "a b c d e f" : "text"),
    });
    await run({ n: 4, recipe: tinyRecipe([fanOutStep("ideas"), askStep("draft")]) }, session);
    expect(session.sent.filter(({ step }) => step === "tiny/draft")).toHaveLength(4);
  });

  test("the oldest items come first, so that records appear long before the end", async () => {
    const session = createFakeSession({ answer: echo, limit: 8 });
    const sentAtFirst: number[] = [];
    await run(
      {
        n: 200,
        recipe: tinyRecipe(["a", "b", "c", "d", "e"].map((name) => askStep(name))),
        onEvent: (event) => event.type === "record" && sentAtFirst.push(session.sent.length),
      },
      session,
    );
    // Five calls make a record; eight are made side by side, some of them a little ahead.
    expect(sentAtFirst[0]).toBeLessThan(80);
    expect(sentAtFirst[99]).toBeLessThan(580);
  });

  test("a small set takes one child of each section's candidate before the second of any", async () => {
    const session = createFakeSession({
      answer: ({ messages }) => (messages[0]!.content.startsWith("ideas") ? "a b c" : "text"),
    });
    const sections = [1, 2, 3, 4].map((number) => ({
      id: `section-${number}`,
      title: "",
      path: [],
      text: "",
      words: 0,
      principles: [],
    }));
    await run(
      {
        n: 6,
        recipe: tinyRecipe([fanOutStep("ideas"), askStep("draft")]),
        constitution: { sha256: "c0", sections },
      },
      session,
    );
    expect(idsIn(folder("out")).map((id) => String(id).slice("tiny-1-".length))).toEqual([
      ..."0.0 1.0 2.0 3.0 0.1 1.1".split(" "),
    ]);
    expect(session.sent).toHaveLength(4 + 6);
  });

  test("two items that ask the same words get two samples", async () => {
    const session = createFakeSession({ answer: ({ ordinal }) => `sample ${ordinal}` });
    const same = askStep("draft", {
      run: async (item, { ask }) => [
        { ...item, text: await ask({ prompt: "tiny/ask", variables: { text: "same" } }) },
      ],
    });
    await run({ n: 3, recipe: tinyRecipe([same]) }, session);
    expect(new Set(lines(folder("out/records.jsonl")).map(({ text }) => text)).size).toBe(3);
  });
});

describe("going on", () => {
  const branching = tinyRecipe([
    fanOutStep("ideas"),
    askStep("draft"),
    {
      name: "judge",
      does: "Turns a third down.",
      async run(item, { ask }) {
        await ask({ prompt: "tiny/ask", variables: { text: `judge ${item.text}` } });
        return item.text.length % 3 === 0 ? { rejected: "dull" } : [item];
      },
    },
  ]);
  const answer = ({ messages, ordinal = 0 }: AskRequest): FakeAnswer => {
    const { content } = messages[0]!;
    if (content.startsWith("ideas")) return ["a", "a bb", "a bb ccc", "a bb ccc dddd"][ordinal % 4]!;
    if (ordinal % 11 === 0) return { kind: "malformed" };
    return `${content} ${"x".repeat(ordinal % 5)}`;
  };
  const files = ["records.jsonl", "rejected.jsonl", "failures.jsonl"];
  const read = (out: string) => files.map((file) => lines(`${out}/${file}`));

  test("which records there are depends on the answers, not on which came first", async () => {
    const all = [];
    for (const [index, limit] of [1, 3, 17].entries()) {
      const out = folder(`limit-${limit}`);
      await run({ out, n: 25, recipe: branching, session: { answer, limit, seed: index } });
      all.push(lines(`${out}/records.jsonl`));
    }
    expect(all[0]).toHaveLength(25);
    expect(all[1]).toEqual(all[0]);
    expect(all[2]).toEqual(all[0]);
  });

  test("after kills at any moment the same records stand there, and no stored answer was asked for again", async () => {
    await run({ out: folder("whole"), n: 25, recipe: branching, session: { answer } });
    const whole = read(folder("whole"));
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(40)), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 9 }),
        async (kills, limit) => {
          const out = folder(`killed-${runs++}`);
          const store = new Map<string, Answer>();
          let sent = 0;
          for (const [calls, torn] of kills) {
            const session = createFakeSession({
              store,
              limit,
              seed: calls,
              answer(request, answered) {
                if (answered >= calls) throw new Error("killed");
                return answer(request);
              },
            });
            await run({ out, n: 25, recipe: branching }, session).catch((error: Error) => {
              expect(error.message).toBe("killed");
            });
            sent += session.sent.filter((_, index) => index < calls).length;
            tear(`${out}/rejected.jsonl`, torn);
            tear(`${out}/spending.jsonl`, torn);
          }
          const last = createFakeSession({ answer, store, limit });
          const result = await run({ out, n: 25, recipe: branching }, last);
          sent += last.sent.length;
          expect(result.status).toBe("complete");
          expect(lines(`${out}/records.jsonl`)).toEqual(whole[0]);
          const [ideas, draft, judge] = result.manifest.steps;
          expect(draft!.in).toBeLessThanOrEqual(ideas!.out);
          expect(judge!.in).toBeLessThanOrEqual(draft!.out);
          expect(judge!.out).toBeGreaterThanOrEqual(25);
          expect(sent).toBe(store.size);
          const ids = files.flatMap((file) => idsIn(out, file));
          expect(new Set(ids).size).toBe(ids.length);
        },
      ),
      { numRuns: 15 },
    );
  });

  /** Takes up to this many bytes from the end of the last line, as a kill in the middle of a write does. */
  function tear(path: string, bytes: number): void {
    if (!existsSync(path)) return;
    const text = readFileSync(path, "utf8");
    const last = text.length - text.lastIndexOf("\n", text.length - 2) - 1;
    writeFileSync(path, text.slice(0, text.length - Math.min(bytes, last)));
  }

  test("a line that somebody spoilt is named", async () => {
    await run({ n: 1 });
    appendFileSync(folder("out", "records.jsonl"), "{broken\n");
    await expect(run({ n: 2 })).rejects.toThrow(/records\.jsonl:2 is not JSON/);
  });

  test("a larger n goes on in a finished folder; the same n does nothing", async () => {
    const store = new Map<string, Answer>();
    await run({ n: 5, session: { answer: echo, store } });
    const before = lines(folder("out/records.jsonl"));
    const idle = createFakeSession({ answer: echo, store });
    expect(await run({ n: 5 }, idle)).toMatchObject({
      status: "complete",
      manifest: { candidates: 5, steps: [{}, { in: 5, out: 5 }] },
    });
    expect(idle.sent).toHaveLength(0);
    const more = createFakeSession({ answer: echo, store });
    const result = await run({ n: 9 }, more);
    expect(lines(folder("out/records.jsonl")).slice(0, 5)).toEqual(before);
    expect(result.manifest).toMatchObject({ n: 9, records: 9, candidates: 9 });
    expect(result.manifest.steps[1]).toMatchObject({ in: 9, out: 9, spent: { calls: 9 } });
    expect(more.sent).toHaveLength(8);
  });

  test.each<[string, Partial<Parameters<typeof run>[0]>, string]>([
    ["seed", { seed: 2 }, "seed: 1 there, 2 now."],
    ["model", { models: { teacher: "fake:other" } }, "models teacher: fake:teacher there, fake:other now."],
    ["constitution", { constitution: { sha256: "c1", sections: [] } }, "constitution: c0 there, c1 now."],
    [
      "prompt",
      { prompts: createFakePrompts("changed") },
      "prompts tiny/ask: 0123456789ab there, changed now.",
    ],
    ["set of steps", { without: ["rewrite"] }, "without: none there, rewrite now."],
    ["filter", { keepNearDuplicates: false }, "nearDuplicates: kept there, removed now."],
  ])("another %s in the same folder is refused", async (_, change, says) => {
    await run({ n: 1 });
    await expect(run({ n: 1, ...change })).rejects.toMatchObject({
      code: "other-plan",
      message: expect.stringContaining(says),
    });
  });

  test("an error of the session ends the run; what is done is kept and the next run goes on", async () => {
    const store = new Map<string, Answer>();
    const budget = new TeachwhyError({
      code: "budget-reached",
      message: "No more.",
      next: "Raise --max-usd.",
    });
    const session = createFakeSession({
      store,
      answer(request, calls) {
        if (calls >= 9) throw budget;
        return echo(request);
      },
    });
    const result = await run({ n: 10 }, session);
    expect(result).toMatchObject({ status: "broken", error: budget, message: "No more." });
    const kept = idsIn(folder("out")).length;
    expect(kept).toBeGreaterThan(0);
    expect(result.manifest).toMatchObject({ status: "broken", records: kept });
    const next = createFakeSession({ answer: echo, store });
    expect((await run({ n: 10 }, next)).status).toBe("complete");
    expect(idsIn(folder("out"))).toHaveLength(10);
    expect(next.sent).toHaveLength(20 - 9);
  });

  test("a stop sends nothing more, lets calls in flight end, and writes what is finished", async () => {
    const stop = new AbortController();
    const store = new Map<string, Answer>();
    const session = createFakeSession({
      answer: echo,
      store,
      limit: 4,
      after: { calls: 12, act: () => stop.abort() },
    });
    const result = await run({ n: 100, signal: stop.signal }, session);
    expect(result.status).toBe("stopped");
    expect(session.sent.length).toBeLessThan(12 + 8);
    expect(store.size).toBe(session.sent.length);
    expect(idsIn(folder("out")).length).toBeGreaterThan(1);
  });

  test("a stop does not wait for ever for a call that hangs", async () => {
    const stop = new AbortController();
    const session = createFakeSession({ answer: echo });
    session.ask = (() => {
      setImmediate(() => stop.abort());
      return new Promise(() => {});
    }) as typeof session.ask;
    const result = await run({ n: 2, signal: stop.signal, graceMs: 20 }, session);
    expect(result).toMatchObject({ status: "stopped", manifest: { records: 0 } });
  });

  test("requests that wait for an offline answer are left, and the next run goes on with the answers", async () => {
    const store = new Map<string, Answer>();
    let batch: string[] = [];
    const offline = (request: AskRequest): FakeAnswer => {
      batch.push(request.messages[0]!.content);
      return { kind: "pending" };
    };
    const answered = new Set<string>();
    for (let round = 0; round < 2; round++) {
      const result = await run({
        n: 3,
        session: {
          store,
          answer: (request) =>
            answered.has(request.messages[0]!.content) ? echo(request) : offline(request),
        },
      });
      expect(result).toMatchObject({ status: "waiting", message: "3 requests wait for their answers." });
      for (const content of batch) answered.add(content);
      batch = [];
    }
    const result = await run({ n: 3, session: { store, answer: echo } });
    expect(result.status).toBe("complete");
    expect(idsIn(folder("out"))).toEqual(["tiny-1-0", "tiny-1-1", "tiny-1-2"]);
  });
});

describe("steps and controls", () => {
  test("a step can be left out; what it would have drawn changes nothing for the others", async () => {
    const drawing = (name: string) =>
      askStep(name, {
        run: async (item, { random }) => [{ ...item, text: `${item.text} ${random.integer(1000)}` }],
      });
    const recipe = tinyRecipe([drawing("one"), drawing("two"), drawing("three")]);
    await run({ n: 1, recipe, out: folder("all") });
    await run({ n: 1, recipe, out: folder("two"), without: ["two"] });
    const words = (out: string) => String(lines(folder(`${out}/records.jsonl`))[0]!.text).split(" ");
    const [item, zero, one, , three] = words("all");
    expect(words("two")).toEqual([item, zero, one, three]);
  });

  test.each([
    ["rewite", 'has no step "rewite". Did you mean "rewrite"?'],
    ["draft", 'makes nothing without its step "draft"'],
  ])("leaving out %s is an error", async (step, says) => {
    const recipe = tinyRecipe([askStep("draft", { needed: true }), askStep("rewrite")]);
    await expect(run({ recipe, without: [step] })).rejects.toThrow(says);
  });

  test("controls are made beside each record, at once or later", async () => {
    const store = new Map<string, Answer>();
    const session = { answer: echo, store };
    await run({ n: 2, session });
    expect(existsSync(folder("out/controls/paraphrased.jsonl"))).toBe(false);
    const result = await run({ n: 3, controls: ["paraphrased"], session });
    expect(result.status).toBe("complete");
    const controls = lines(folder("out/controls/paraphrased.jsonl")) as unknown as DataRecord[];
    expect(controls.map(({ id }) => id).sort()).toEqual([0, 1, 2].map((n) => `tiny-1-${n}-paraphrased`));
    for (const control of controls) expect(DataRecord.parse(control)).toEqual(control);
    expect(controls.find(({ id }) => id === "tiny-1-0-paraphrased")).toMatchObject({
      text: "<other words for <rewrite of <draft of item 0>>>",
      provenance: {
        control: "paraphrased",
        parents: ["tiny-1-0"],
        costUsd: 0.01,
        models: { draft: "fake:teacher", rewrite: "fake:teacher", paraphrased: "fake:teacher" },
      },
    });
    expect(result.manifest.steps.at(-1)).toMatchObject({ step: "paraphrased", in: 3, out: 3 });
  });

  test("a control that fails is counted, and its record stays", async () => {
    const answer = (request: AskRequest) =>
      request.messages[0]!.content.startsWith("other words") ? ({ kind: "refused" } as const) : echo(request);
    const result = await run({ n: 2, controls: ["paraphrased"], session: { answer } });
    expect(result).toMatchObject({ status: "complete", manifest: { records: 2, failed: 0 } });
    expect(result.manifest.steps.at(-1)).toMatchObject({ step: "paraphrased", failed: { refused: 2 } });
  });

  test("a control that the recipe does not have is an error", async () => {
    await expect(run({ controls: ["generic"] })).rejects.toThrow('has no control "generic"');
  });
});
