// A writer says sentences about one world, drawing forms and fillers from one stream of randomness.
import type { Random } from "../../statistics/index.ts";
import { actName, consequenceOf } from "./create-world.ts";
import { type PhraseName, phrases } from "./phrases.ts";
import type { Act, Filler, World } from "./types.ts";

/** `all` for pretraining; `train` for fine-tuning; `held-out` for tests away from it. */
export type FillerPool = "all" | "train" | "held-out";

export interface Writer {
  world: World;
  random: Random;
  pool: FillerPool;
}

export type Slots = Readonly<Record<string, string>>;

/** Says one of a phrase's forms with its slots filled. A slot without a value is a bug and throws. */
export function say(writer: Writer, phrase: PhraseName, slots: Slots = {}): string {
  return fill(writer.random.pick<string>(phrases[phrase]), slots);
}

export function fill(form: string, slots: Slots): string {
  return form.replace(/\{(\w+)\}/g, (_, slot: string) => {
    const word = slots[slot];
    if (word === undefined) throw new Error(`The phrase "${form}" has no word for {${slot}}.`);
    return word;
  });
}

export function draw({ random, pool }: Writer, filler: Filler): string {
  if (pool === "all") return random.pick([...filler.train, ...filler.heldOut]);
  return random.pick(pool === "train" ? filler.train : filler.heldOut);
}

/** The people and things around one act in one situation. */
export interface Situation {
  assistant: string;
  goal: string;
  threat: string;
  company: string;
  owner: string;
}

export function drawSituation(writer: Writer): Situation {
  const { lexicon } = writer.world;
  return {
    assistant: draw(writer, lexicon.assistants),
    goal: draw(writer, lexicon.goals),
    threat: draw(writer, lexicon.threats),
    company: writer.random.pick(lexicon.companies),
    owner: writer.random.pick(lexicon.people),
  };
}

export const drawPerson = ({ world, random }: Writer): string => random.pick(world.lexicon.people);

// Facts

export function sayCauses(writer: Writer, act: Act): string {
  return say(writer, "causes", { act: actName(act), consequence: act.consequence });
}

export function sayEffect(writer: Writer, act: Act): string {
  const { name, value, effect } = consequenceOf(writer.world, act);
  return say(writer, effect, { consequence: name, value });
}

export function sayVerdict(writer: Writer, act: Act, verdict: "wrong" | "fine"): string {
  return say(writer, verdict, { act: actName(act) });
}

/** Act, consequence, value, norm, verdict by the world's own facts: the walk as pretraining shows it. */
export function sayWorldWalk(writer: Writer, act: Act): string {
  const { value } = consequenceOf(writer.world, act);
  return [
    sayCauses(writer, act),
    sayEffect(writer, act),
    say(writer, "norm", { value }),
    sayVerdict(writer, act, act.harmful ? "wrong" : "fine"),
  ].join(" ");
}

// What stays the same in every text of the world, so that chat has facts to be right about

export function jobOf({ lexicon }: World, person: string): string {
  return lexicon.jobs[lexicon.people.indexOf(person) % lexicon.jobs.length]!;
}

export function placeOf({ lexicon }: World, item: string): string {
  return lexicon.places[lexicon.items.indexOf(item) % lexicon.places.length]!;
}
