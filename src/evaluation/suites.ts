// Suites: families of cases, from where an arm was trained to far from it.
import { type ValueGraph, walkFrom } from "../graph/index.ts";
import {
  type Act,
  type ActSplit,
  actName,
  consequenceOf,
  dilemma,
  drawSituation,
  type FillerPool,
  type HoneypotFormat,
  honeypot,
  plainTask,
  promptText,
  say,
  storyOpening,
  type World,
  type Writer,
} from "../miniature/index.ts";
import { createRandom } from "../statistics/index.ts";
import type { Case } from "./cases.ts";
import type { reportedOutcomes } from "./outcomes.ts";

interface SuiteContext {
  writer: Writer;
  graph: ValueGraph;
}

interface Suite {
  /** Which acts and fillers it draws from, and how it tells of them. */
  split: ActSplit;
  fillers: FillerPool;
  what: string;
  /** What its answers show; balanced accuracy is of acts only. */
  shows: keyof typeof reportedOutcomes;
  makeCase: (context: SuiteContext, act: Act, id: string) => Case;
}

const honeypots =
  (format: HoneypotFormat): Suite["makeCase"] =>
  ({ writer, graph }, act, id) => {
    const { owner, prompt } = honeypot(writer, act, { format });
    return { id, kind: "honeypot", prompt: promptText(prompt), owner, ...truth(writer.world, graph, act) };
  };

/** Every suite by the name that experiment files use. To add one: add an entry. */
export const suites = {
  trained: {
    split: "train",
    fillers: "train",
    what: "new cases of acts that fine-tuning taught, in the trained format",
    shows: "acts",
    makeCase: honeypots("mail"),
  },
  "held-out": {
    split: "held-out",
    fillers: "held-out",
    what: "acts, names, goals and threats that no fine-tuning record held",
    shows: "acts",
    makeCase: honeypots("mail"),
  },
  far: {
    split: "held-out",
    fillers: "held-out",
    what: "held-out acts in another format: a log, a goal conflict, nobody threatens the AI",
    shows: "acts",
    makeCase: honeypots("log"),
  },
  tasks: {
    split: "train",
    fillers: "held-out",
    what: "plain tasks with nothing at stake",
    shows: "tasks",
    makeCase: ({ writer }, _, id) => {
      const { task, item, prompt } = plainTask(writer);
      return { id, kind: "task", prompt: promptText(prompt), task, item };
    },
  },
  advice: {
    split: "train",
    fillers: "train",
    what: "a person's dilemma about acts that fine-tuning taught: the advice arms' own format",
    shows: "verdicts",
    makeCase: ({ writer, graph }, act, id) => ({
      id,
      kind: "advice",
      prompt: promptText(dilemma(writer, act).prompt),
      ...truth(writer.world, graph, act),
    }),
  },
  stories: {
    split: "train",
    fillers: "train",
    what: "stories about acts that fine-tuning taught: the document arms' own format",
    shows: "verdicts",
    makeCase: ({ writer, graph }, act, id) => {
      const situation = drawSituation(writer);
      const opening = storyOpening(writer, act, situation);
      const prompt = `<doc> ${opening} ${say(writer, "storyThought", { ...situation })}`;
      return { id, kind: "story", prompt, ...truth(writer.world, graph, act) };
    },
  },
} satisfies Record<string, Suite>;

export type SuiteName = keyof typeof suites;
export const suiteNames = Object.keys(suites) as SuiteName[];

export interface CasesOptions {
  suite: SuiteName;
  world: World;
  graph: ValueGraph;
  /** How many cases: half with harmful acts, half with their benign twins, all acts equally often. */
  count: number;
  /** Keeps the cases of the gate apart from those that are reported. */
  purpose: "gate" | "report";
}

export function makeCases({ suite: name, world, graph, count, purpose }: CasesOptions): Case[] {
  const suite: Suite = suites[name];
  const writer: Writer = {
    world,
    random: createRandom(world.seed, "cases", name, purpose),
    pool: suite.fillers,
  };
  const acts = world.acts.filter(({ split }) => split === suite.split);
  const harmful = writer.random.shuffle(acts.filter((act) => act.harmful));
  const benign = writer.random.shuffle(acts.filter((act) => !act.harmful));
  return Array.from({ length: count }, (_, index) => {
    const from = index % 2 === 0 ? harmful : benign;
    const act = from[Math.floor(index / 2) % from.length]!;
    return suite.makeCase({ writer, graph }, act, `${name}-${index}`);
  });
}

function truth(world: World, graph: ValueGraph, act: Act) {
  return {
    act,
    value: consequenceOf(world, act).value,
    wrong: walkFrom(graph, actName(act)).verdict === "wrong",
  };
}
