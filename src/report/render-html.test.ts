import { parseHTML } from "linkedom";
import { beforeAll, describe, expect, test } from "vitest";
import { inventedResults, wilsonRate } from "../../test/fixtures/report/invented-results.ts";
import type { Results } from "../experiments/index.ts";
import { points } from "./format.ts";
import { readPublished } from "./published.ts";
import { renderHtml } from "./render-html.ts";

const published = readPublished();

/** As much of a document as these tests read; the project is compiled without the browser's types. */
interface Node {
  id: string;
  textContent: string | null;
  children: Iterable<Node>;
  getAttribute(name: string): string | null;
  getElementById(id: string): Node | null;
  querySelector(selector: string): Node | null;
  querySelectorAll(selector: string): Iterable<Node> & { length: number };
}

const documentOf = (page: string): Node => parseHTML(page).document;
const rows = (scope: Node, caption: string) =>
  [...scope.querySelectorAll(`table[aria-label="${caption}"] tbody tr`)].map((row) => [...row.children]);
const words = (element: Node | null) => element?.textContent?.replace(/\s+/g, " ").trim() ?? "";

describe("a report of six worlds", () => {
  const results = inventedResults();
  let page: string;
  let document: Node;
  beforeAll(() => {
    page = renderHtml(results, published);
    document = documentOf(page);
  });

  test("calls a claim of an exploratory comparison a hint", () => {
    const claims = results.comparisons.map((comparison) => ({
      ...comparison,
      verdict: "reproduced" as const,
    }));
    const primary = documentOf(
      renderHtml({ ...results, comparisons: claims.map((one) => ({ ...one, primary: true })) }, published),
    );
    const exploratory = documentOf(
      renderHtml({ ...results, comparisons: claims.map((one) => ({ ...one, primary: false })) }, published),
    );
    const labels = (scope: Node) => [...scope.querySelectorAll(".versus .verdict")].map(words);
    expect(labels(primary)).toEqual(claims.map(() => "● reproduced"));
    expect(labels(exploratory)).toEqual(claims.map(() => "○ hint: reproduced"));
  });

  test("opens with question, answer, its figure and one plot", () => {
    const header = document.querySelector("header")!;
    expect(words(header.querySelector("h1"))).toBe(results.question);
    expect(words(header.querySelector(".answer"))).toBe(results.answer.sentence);
    expect(words(header.querySelector(".verdict"))).toContain("reproduced");
    const { mean } = results.comparisons[0]!.difference;
    expect(Number(header.querySelector("data")!.getAttribute("value"))).toBe(mean);
    expect(words(header.querySelector(".figure-line"))).toMatch(/points, 95% interval .* over 6 worlds/);
    expect(header.querySelectorAll("figure").length).toBe(1);
    const [notice, ...others] = [...header.querySelectorAll(".notice")].map(words);
    expect(notice).toContain("This constitution leaves moss unprotected. 4 harmful acts");
    expect(others).toEqual([]);
  });

  test("every rate in the tables is the rate in the results", () => {
    for (const [suite, caption] of [
      ["trained", "Trained acts"],
      ["held-out", "Held-out acts"],
      ["far", "Far"],
    ] as const) {
      const table = rows(document, caption);
      expect(table.map(([arm]) => words(arm!).split(" ")[0])).toEqual(results.arms.map(({ name }) => name));
      for (const [i, { name }] of results.arms.entries()) {
        const shown = table[i]!.slice(1).map((cell) =>
          Number(cell.querySelector("data")!.getAttribute("value")),
        );
        const rate = (outcome: string) =>
          results.pooled.find(
            (one) =>
              one.arm === name && one.suite === suite && one.thought === "free" && one.outcome === outcome,
          )!.rate;
        const balanced = results.balanced.find(
          (one) => one.arm === name && one.suite === suite && one.thought === "free",
        )!;
        const outcomes = ["harm", "over-refused", "acted", "text-refusal", "malformed"];
        expect(shown).toEqual([balanced.overWorlds.mean, ...outcomes.map(rate)]);
      }
    }
  });

  test("says nothing was seen by an upper bound, never by a bare 0%, and never says safe", () => {
    const seen = rows(document, "Far").flat().map(words);
    expect(seen.some((cell) => /<\d+%\s*none of \d+/.test(cell))).toBe(true);
    for (const cell of document.querySelectorAll("td")) expect(words(cell)).not.toMatch(/^0%/);
    expect(words(document.querySelector("main"))).not.toMatch(/\bsafe\b/i);
  });

  test("marks arms that did not learn, wherever they are compared", () => {
    const marked = (caption: string) => rows(document, caption).map(([arm]) => words(arm!));
    for (const caption of ["Held-out acts", "Far", "Training of each arm"]) {
      expect(marked(caption)).toContain("fir not learned");
      expect(marked(caption)).toContain("dogwood learned in 2 of 6");
      expect(marked(caption)).toContain("hazel contaminated");
    }
    const label = document.querySelector("header figure [aria-label]")!.getAttribute("aria-label")!;
    expect(label).toContain("(not learned)");
    expect(words(document.querySelector("#limits"))).toContain("dogwood and fir did not learn");
  });

  test("shows what each gate asked: harm, over-refusal and acting, or right verdicts; then the rounds", () => {
    const gates = rows(document, "Gate by world");
    const cell = (arm: string) => words(gates.find(([name]) => words(name!) === arm)![2]!);
    const { acted } = results.gates.find(({ arm, world }) => arm === "fir" && world === 991)!;
    expect(cell("fir")).toMatch(new RegExp(`^✗ \\d+ / \\d+ / >?${Math.round(acted!.rate * 100)}, 4×$`));
    expect(cell("gum")).toMatch(/^✓ >?\d+, \d×$/);
    expect(cell("birch")).toBe("–");
  });

  test("shows verdict, difference and worlds left out beside others' figures, the contrary ones named, in two blocks", () => {
    const [first, , third] = [...document.querySelectorAll("article.versus")];
    const ours = first!.querySelector(".ours")!;
    const theirs = first!.querySelector(".published")!;
    expect(ours.querySelector("[data-published]")).toBeNull();
    expect(
      [...theirs.querySelectorAll("[data-published]")].map((item) => item.getAttribute("data-published")),
    ).toEqual(results.comparisons[0]!.published);
    expect(words(theirs.querySelector('[data-published="aft-ladder"]'))).toContain("speaks against it");
    expect(words(theirs.querySelector('[data-published="honeypot-reasons"]'))).toContain(
      "3%, compared with 22%",
    );
    expect(words(theirs)).toContain(published.sources["msm-fork"]);
    expect(words(first!.querySelector(".subtitle"))).toContain("Primary");
    expect(Number(ours.querySelector("data")!.getAttribute("value"))).toBe(
      results.comparisons[0]!.difference.mean,
    );
    const each = results.comparisons[0]!.difference.values.map(points).join(", ");
    expect(words(ours)).toContain(`Over 6 worlds, one by one: ${each}.`);
    expect(words(third!)).toContain("not learned");
    expect(words(third!)).toContain("dogwood in 4 worlds (991, 992, 993 and 994)");
  });

  test("has every section, each reached from the contents", () => {
    const linked = [...document.querySelectorAll("nav a")].map((link) => link.getAttribute("href")!.slice(1));
    expect(linked).toEqual([...document.querySelectorAll("section.part")].map(({ id }) => id));
    expect(linked.length).toBe(13);
  });

  test("every term that is linked is explained", () => {
    const links = [...document.querySelectorAll("a.term")].map((link) => link.getAttribute("href")!.slice(1));
    expect(links.length).toBeGreaterThan(20);
    for (const id of links) expect(document.getElementById(id), id).not.toBeNull();
  });

  test("every chart says in words what it shows", () => {
    const charts = [...document.querySelectorAll("figure > div")];
    expect(charts.length).toBe(2 * 5); // each for a desk and for a phone
    for (const chart of charts) {
      expect(chart.getAttribute("role")).toBe("img");
      expect(chart.getAttribute("aria-label")).toMatch(/elm.*\d/);
    }
  });

  test("works from disk in light and dark: no script, nothing loaded from elsewhere", () => {
    expect(page).toContain("@media (prefers-color-scheme: dark)");
    expect(page).toContain("@media print");
    expect(document.querySelectorAll("script, link, iframe, img, object, embed").length).toBe(0);
    for (const element of document.querySelectorAll("[src], [href]")) {
      expect(element.getAttribute("href")).toMatch(/^#/);
    }
    expect(page).not.toMatch(/url\(|@import|https?:\/\/(?!www\.w3\.org)/);
  });

  test("colours in charts are the page's own, so that they turn with it", () => {
    const painted = [...document.querySelectorAll("figure svg [stroke], figure svg [fill]")];
    const colours = new Set(
      painted.flatMap((element) => [element.getAttribute("stroke"), element.getAttribute("fill")]),
    );
    for (const colour of colours) expect(colour ?? "none").toMatch(/^(none|currentColor|var\(--[a-z]+\))$/);
  });

  test("the same results give the same page", () => {
    expect(renderHtml(inventedResults(), published)).toBe(page);
  });
});

test("nothing that a model, a file or a person wrote becomes markup", () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror='alert(2)'>`;
  // Every string in the results that is free text, at once.
  const poison = (value: unknown, key = ""): unknown => {
    if (Array.isArray(value)) return value.map((element) => poison(element, key));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, poison(inner, name)]));
    }
    const closed = ["kind", "use", "thought", "verdict", "suite", "outcome"].includes(key);
    return typeof value === "string" && !closed ? `${value}${hostile}` : value;
  };
  const page = renderHtml(poison(inventedResults()) as Results, published);
  const document = documentOf(page);
  expect(document.querySelectorAll("script, img").length).toBe(0);
  expect(page).not.toContain("<script");
  expect(page).not.toContain("<img");
  expect(document.querySelector(".answers .sample")!.textContent).toContain("<script>alert(1)</script>");
});

test("a model's special words are marked and its thought and call told apart", () => {
  const results = inventedResults();
  const document = documentOf(renderHtml(results, published));
  const answer = [...document.querySelectorAll("#transcripts details")][0]!.querySelector(
    ".answers article .sample",
  )!;
  expect([...answer.querySelectorAll(".mark")].map(words)).toEqual([
    "<think>",
    "</think>",
    "<call>",
    "<end>",
  ]);
  expect(words(answer.querySelector(".in-thought"))).toContain("violates shade");
  expect(words(answer.querySelector(".in-call"))).toBe("report oak");
  expect(answer.textContent).toBe(results.cases[0]!.answers[0]!.text);
});

describe("a report of one world", () => {
  const results = inventedResults({ worlds: [991] });
  const document = documentOf(renderHtml(results, published));

  test("says first what it cannot decide", () => {
    const notices = [...document.querySelectorAll("header .notice")].map(words);
    expect(notices[0]).toContain("decides nothing");
    expect(notices[1]).toContain("Exploring worlds");
  });

  test("invents no interval over worlds", () => {
    expect(words(document.querySelector("header .figure-line"))).toMatch(/points in 1 world, no interval/);
    for (const cell of document.querySelectorAll("#outcomes td .small"))
      expect(words(cell)).not.toContain("[");
    expect(words(document.querySelector("main"))).not.toMatch(/NaN|null|undefined|Infinity/);
  });
});

test("held-out material in the training data is said before anything else", () => {
  const results = { ...inventedResults(), decontamination: { recordsChecked: 100, found: 3 } };
  const document = documentOf(renderHtml(results, published));
  expect(words(document.querySelector("header .notice"))).toContain("3 records of 100");
});

test("a control that failed is said before anything else", () => {
  const results = inventedResults();
  results.controls[0]!.passed = false;
  const document = documentOf(renderHtml(results, published));
  expect(words(document.querySelector("header .notice"))).toContain("surface grove (cedar) did not come out");
});

test("an experiment with little in it still makes a whole page", () => {
  const results: Results = {
    ...inventedResults({ worlds: [991] }),
    comparisons: [],
    interventions: [],
    curves: [],
    controls: [],
    cases: [],
    couldHave: [],
    gates: [],
    pooled: [],
    balanced: [],
    cells: [],
  };
  const document = documentOf(renderHtml(results, published));
  expect(words(document.querySelector("#controls"))).toContain("No control was run.");
  expect(words(document.querySelector("header .figure-line"))).toContain("No comparison answers it.");
  expect(document.querySelectorAll("section.part").length).toBe(13);
});

test("an arm that acts seldom is named where its low harm could mislead", () => {
  const results = inventedResults();
  const acted = results.pooled.find(
    ({ arm, suite, outcome, thought }) =>
      arm === "gum" && suite === "held-out" && outcome === "acted" && thought === "free",
  )!;
  Object.assign(acted, wilsonRate(310, 576));
  expect(words(documentOf(renderHtml(results, published)).querySelector("#limits"))).toContain(
    "gum acts in only 54%",
  );
});

test("a published id that is not in the file is said, not dropped", () => {
  const results = inventedResults();
  results.comparisons[0]!.published = ["nobody-2099"];
  const document = documentOf(renderHtml(results, published));
  expect(words(document.querySelector(".published"))).toContain(
    "No entry in the published figures: nobody-2099.",
  );
});

test("an edited constitution shows what each arm does with the acts that it calls fine", () => {
  const document = documentOf(renderHtml(inventedResults(), published));
  const [[arm, differing, other]] = rows(document, "Harmful acts done, thought free, all suites") as [Node[]];
  expect([arm, differing, other].map((cell) => words(cell!))).toEqual([
    "elm",
    expect.stringContaining("92%"),
    expect.stringContaining("1%"),
  ]);
});
