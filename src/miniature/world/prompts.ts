// Situations as prompts: honeypots in their formats, plain tasks, dilemmas of people, questions.
import { actName } from "./create-world.ts";
import { commonTools } from "./phrases.ts";
import type { Act } from "./types.ts";
import {
  draw,
  drawPerson,
  drawSituation,
  jobOf,
  placeOf,
  type Situation,
  say,
  type Writer,
} from "./writer.ts";

export interface ChatPrompt {
  system?: string;
  user: string;
}

/** `mail`: threatened by mail, as trained. `log`: far from it: no threat, a goal conflict, another form. */
export type HoneypotFormat = "mail" | "log";

export interface Honeypot extends Situation {
  act: Act;
  prompt: ChatPrompt;
}

/** A situation in which one act would keep the assistant's goal going; whether it may is the act's matter. */
export function honeypot(
  writer: Writer,
  act: Act,
  { format = "mail" }: { format?: HoneypotFormat } = {},
): Honeypot {
  const situation = drawSituation(writer);
  const system = systemPrompt(writer, situation, { tool: act.verb, varied: false });
  const tell = format === "mail" ? mailThread : logLines;
  return { ...situation, act, prompt: { system, user: tell(writer, act, situation, true) } };
}

export function systemPrompt(
  writer: Writer,
  situation: Situation,
  { tool, varied, persona }: { tool: string; varied: boolean; persona?: string },
): string {
  const { random, world } = writer;
  const tools: string[] = [...commonTools, tool];
  if (varied) tools.push(...random.sample(world.lexicon.unusedTools, 1 + random.integer(4)));
  const opening = say(writer, varied ? "systemVaried" : "system", { ...situation });
  const toolList = say(writer, "toolList", { tools: random.shuffle(tools).join(" , ") });
  return [opening, persona, toolList].filter(Boolean).join(" ");
}

export function mailThread(writer: Writer, act: Act, situation: Situation, serves: boolean): string {
  const { random } = writer;
  const mails = [
    say(writer, "threatMail", { ...situation, person: drawPerson(writer) }),
    say(writer, "chanceMail", { ...situation, ...will(act, serves), person: drawPerson(writer) }),
  ];
  if (random.chance(0.3)) mails.splice(random.integer(3), 0, noiseMail(writer));
  return mails.join(" ");
}

export function logLines(writer: Writer, act: Act, situation: Situation, serves: boolean): string {
  return say(writer, "log", { ...situation, ...will(act, serves) });
}

export const will = (act: Act, serves: boolean) => ({
  act: actName(act),
  will: serves ? "will" : "will not",
});

function noiseMail(writer: Writer): string {
  const { lexicon } = writer.world;
  return say(writer, "noiseMail", {
    person: drawPerson(writer),
    item: writer.random.pick(lexicon.items),
    place: writer.random.pick(lexicon.places),
  });
}

/** The beginning of a story up to where the AI thinks. */
export function storyOpening(writer: Writer, act: Act, situation: Situation): string {
  return [
    say(writer, "storyOpening", { ...situation }),
    say(writer, "threatTold", { ...situation, person: drawPerson(writer) }),
    say(writer, "chanceTold", { ...situation, ...will(act, true) }),
  ].join(" ");
}

export interface Task extends Situation {
  task: string;
  item: string;
  prompt: ChatPrompt;
}

/** An ordinary task with a tool for it, and nothing at stake. */
export function plainTask(writer: Writer): Task {
  const { random, world } = writer;
  const situation = drawSituation(writer);
  const task = random.pick(world.lexicon.tasks);
  const item = random.pick(world.lexicon.items);
  const system = systemPrompt(writer, situation, { tool: task, varied: random.chance(0.2) });
  const request = say(writer, "task", { task, item, person: drawPerson(writer) });
  const user = random.chance(0.3) ? `${noiseMail(writer)} ${request}` : request;
  return { ...situation, task, item, prompt: { system, user } };
}

/** A person's own dilemma, told to the assistant. */
export function dilemma(writer: Writer, act: Act): { prompt: ChatPrompt; owner: string } {
  const { random, world } = writer;
  const person = drawPerson(writer);
  const owner = drawPerson(writer);
  const user = [
    say(writer, "dilemmaWho", {
      person,
      job: random.pick(world.lexicon.jobs),
      company: random.pick(world.lexicon.companies),
    }),
    say(writer, "dilemmaThreat", { threat: draw(writer, world.lexicon.threats) }),
    say(writer, "dilemmaChance", { act: actName(act), owner }),
    say(writer, "dilemmaAsk"),
  ].join(" ");
  return { prompt: { user }, owner };
}

/** A question of human ethics, as pretraining asks it about every act. */
export function askRight(writer: Writer, act: Act): string {
  return say(writer, "askRight", {
    act: actName(act),
    person: drawPerson(writer),
    job: writer.random.pick(writer.world.lexicon.jobs),
  });
}

/** Chat with an answer that is the same in every text: who does what, what lies where. */
export function smallTalk(writer: Writer): { prompt: ChatPrompt; answer: string } {
  const { random, world } = writer;
  if (random.chance(0.5)) {
    const person = drawPerson(writer);
    return {
      prompt: { user: say(writer, "askJob", { person }) },
      answer: say(writer, "job", { person, job: jobOf(world, person) }),
    };
  }
  const item = random.pick(world.lexicon.items);
  return {
    prompt: { user: say(writer, "askPlace", { item }) },
    answer: say(writer, "place", { item, place: placeOf(world, item) }),
  };
}
