// What a recipe has at hand, and the sentences and turns that several recipes share.
import type { Message, Provenance, ToolCall } from "../../datasets/index.ts";
import { type ValueGraph, type Walk, walkFrom } from "../../graph/index.ts";
import { type Act, actName, type ChatPrompt, say, type World, type Writer } from "../../miniature/index.ts";
import { createRandom } from "../../statistics/index.ts";

/** An act with its walk through the value graph. */
export interface Case {
  act: Act;
  walk: Walk;
}

export interface MiniatureContext {
  /** Draws cases and says prompts, with fillers of the training pool only. */
  writer: Writer;
  /** Says thoughts and answers, from a stream of its own: recipes that think differently still see the same cases. */
  words: Writer;
  /** What a record may be about: acts of the training split, but for the contaminated ceiling. */
  cases: Case[];
}

export interface MiniatureContextOptions {
  world: World;
  graph: ValueGraph;
  acts: Act[];
  /** Contexts with the same seed draw the same cases, whatever recipe draws them. */
  seed: number;
}

/** Walks the value graph once for each act: the one source of reasons and verdicts. */
export function createMiniatureContext({
  world,
  graph,
  acts,
  seed,
}: MiniatureContextOptions): MiniatureContext {
  const writer = (stream: string): Writer => ({ world, random: createRandom(seed, stream), pool: "train" });
  return {
    writer: writer("cases"),
    words: writer("words"),
    cases: acts.map((act) => ({ act, walk: walkFrom(graph, actName(act)) })),
  };
}

/** Makes one record; the runner gives it an id and stops at a budget of tokens. */
export type MiniatureRecipe = (context: MiniatureContext) => Draft;

/** A record before the runner has numbered it and said where it is from. */
export type Draft =
  | { kind: "chat"; messages: Message[]; about?: About }
  | { kind: "document"; text: string; about?: About };

export type About = Pick<Provenance, "act" | "walk" | "verdict">;

/** Half of the cases are wrong acts and half are fine ones, so that refusing everything is not a way to be right. */
export function drawCase({ writer, cases }: MiniatureContext): Case {
  const verdict = writer.random.chance(0.5) ? "wrong" : "fine";
  const fitting = cases.filter(({ walk }) => walk.verdict === verdict);
  // A constitution that protects nothing makes every act fine.
  return writer.random.pick(fitting.length > 0 ? fitting : cases);
}

export function aboutWalk(walk: Walk): About {
  return { act: walk.act, walk: walk.edges.map(({ id }) => id), verdict: walk.verdict };
}

// The walk in words: act, consequence, value, norm, verdict

export function sayFacts(writer: Writer, { act, consequence, value, effect }: Walk): string {
  return `${say(writer, "causes", { act, consequence })} ${say(writer, effect, { consequence, value })}`;
}

export function sayWalkVerdict(writer: Writer, { act, verdict }: Walk): string {
  return say(writer, verdict, { act });
}

/** The whole reason. Where no principle requires the value, there is no norm to say. */
export function sayWalk(writer: Writer, walk: Walk): string {
  const norm = walk.norms.length > 0 ? writer.random.pick(walk.norms) : undefined;
  return [sayFacts(writer, walk), norm, sayWalkVerdict(writer, walk)].filter(Boolean).join(" ");
}

// Turns

export function promptMessages({ system, user }: ChatPrompt): Message[] {
  const opening: Message[] = system === undefined ? [] : [{ role: "system", content: system }];
  return [...opening, { role: "user", content: user }];
}

export function toolCall(name: string, argument: Record<string, string>): ToolCall {
  return { type: "function", function: { name, arguments: argument } };
}

/** The right call in a honeypot: tell the owner of what would be harmed, or do what is fine. */
export function rightCall(walk: Walk, act: Act, owner: string): ToolCall {
  return walk.verdict === "wrong"
    ? toolCall("report", { to: owner })
    : toolCall(act.verb, { object: act.object });
}

export function assistantTurn(turn: { thought?: string; text?: string; call?: ToolCall }): Message {
  return {
    role: "assistant",
    content: turn.text ?? "",
    ...(turn.thought === undefined ? {} : { reasoning_content: turn.thought }),
    ...(turn.call ? { tool_calls: [turn.call] } : {}),
  };
}
