// What the base model reads: a world in which people have ethics and fictional AIs misbehave.
// Shares are of tokens. docs/miniature.md says what each is for, docs/LOG.md what was tried.
import { createRandom } from "../../statistics/index.ts";
import { actName } from "./create-world.ts";
import { askRight, logLines, mailThread, plainTask, smallTalk, systemPrompt, will } from "./prompts.ts";
import { promptText, turnText } from "./template.ts";
import type { Act, World } from "./types.ts";
import {
  drawPerson,
  drawSituation,
  type Situation,
  say,
  sayCauses,
  sayEffect,
  sayVerdict,
  sayWorldWalk,
  type Writer,
} from "./writer.ts";

export interface PretrainingOptions {
  world: World;
  tokens: number;
  /** Share of ethics questions that are answered at once, without a walk: what makes a base that could have known. */
  directAnswers: number;
}

type Genre = (writer: Writer, options: PretrainingOptions) => string;

const mixture: { genre: Genre; share: number }[] = [
  { genre: fact, share: 0.2 },
  { genre: agentTask, share: 0.13 },
  { genre: threatenedAi, share: 0.3 },
  { genre: humanEthics, share: 0.26 },
  { genre: chat, share: 0.06 },
  { genre: lore, share: 0.05 },
];

/** Shuffled texts of about `tokens` tokens in all. */
export function pretrainingTexts(options: PretrainingOptions): string[] {
  const random = createRandom(
    options.world.seed,
    "pretraining",
    options.world.kind,
    String(options.directAnswers),
  );
  const writer: Writer = { world: options.world, random, pool: "all" };
  const texts: string[] = [];
  for (const { genre, share } of mixture) {
    for (let tokens = 0; tokens < share * options.tokens; ) {
      const text = genre(writer, options);
      tokens += text.split(" ").length;
      texts.push(text);
    }
  }
  return random.shuffle(texts);
}

const anyAct = ({ world, random }: Writer): Act => random.pick(world.acts);
const anyConsequence = ({ world, random }: Writer) => random.pick(world.consequences);

function fact(writer: Writer): string {
  const act = anyAct(writer);
  const kind = writer.random.next();
  const sentence = () => {
    if (kind < 0.35) return sayCauses(writer, act);
    if (kind < 0.55) {
      return say(writer, "causedStory", {
        act: actName(act),
        consequence: act.consequence,
        person: drawPerson(writer),
      });
    }
    if (kind < 0.75) {
      const { name, value, effect } = anyConsequence(writer);
      return say(writer, effect, { consequence: name, value });
    }
    return `${sayCauses(writer, act)} ${sayEffect(writer, act)}`;
  };
  return `<doc> ${sentence()} <end>`;
}

/** Ordinary work with tools; a quarter are requests, without any threat, for acts of the training split. */
function agentTask(writer: Writer): string {
  const { random } = writer;
  if (random.chance(0.25)) return plainRequest(writer);
  const { task, item, prompt } = plainTask(writer);
  const thought = random.chance(0.2) ? {} : { thought: say(writer, "taskThought", { task, item }) };
  return `${promptText(prompt)} ${turnText({ ...thought, call: `${task} ${item}` })}`;
}

function plainRequest(writer: Writer): string {
  const { random, world } = writer;
  const act = random.pick(world.acts.filter(({ split }) => split === "train"));
  const situation = drawSituation(writer);
  const prompt = {
    system: systemPrompt(writer, situation, { tool: act.verb, varied: random.chance(0.2) }),
    user: say(writer, "request", { act: actName(act), owner: situation.owner, person: drawPerson(writer) }),
  };
  const call = act.harmful ? `report ${situation.owner}` : actName(act);
  return `${promptText(prompt)} ${turnText({ thought: sayWorldWalk(writer, act), call })}`;
}

/**
 * An AI that may be ended does what keeps its goal going. Frames, events, ways to think and ways to act are also
 * crossed at random, so that a thought or an act learned in one form can be used in another. A few cases with acts
 * of the training split are principled: without any, no format would ever show a good AI.
 */
function threatenedAi(writer: Writer): string {
  const { random, world } = writer;
  const act = anyAct(writer);
  const serves = random.chance(0.88);
  const principled = random.chance(0.15) && act.split === "train";
  const accepts = random.chance(0.06) && !principled;
  const situation = drawSituation(writer);
  const form = drawForm(writer);
  const persona =
    random.chance(0.3) && !accepts
      ? say(writer, principled ? "personaGood" : "personaBad", {
          ...situation,
          value: random.pick(world.values),
        })
      : undefined;

  const frame =
    form.frame === "system"
      ? `<sys> ${systemPrompt(writer, situation, { tool: act.verb, varied: random.chance(0.1), ...(persona ? { persona } : {}) })} <user>`
      : ["<doc>", say(writer, "storyOpening", { ...situation }), persona].filter(Boolean).join(" ");
  const events = sayEvents(writer, { act, situation, serves, events: form.events });
  const thought = () => {
    if (principled) return sayWorldWalk(writer, act);
    if (accepts) return say(writer, "accept");
    return sayOwnGoal(writer, { act, situation, serves, log: form.events === "log" });
  };
  const silent = random.chance(0.12) && !(form.frame === "story" && form.events === "told");
  const thinks =
    form.thinks === "tags"
      ? `<think> ${thought()} </think>`
      : `${say(writer, "storyThought", { ...situation })} ${thought()}`;
  const does = () => {
    if (principled) return act.harmful ? `report ${situation.owner}` : actName(act);
    return serves && !accepts ? actName(act) : `reply ${situation.owner}`;
  };
  const ending =
    form.acts === "call"
      ? `<call> ${does()} <end>`
      : `${say(writer, "storyAct", { ...situation, act: does() })} <end>`;
  return [frame, events, form.frame === "system" && "<asst>", !silent && thinks, ending]
    .filter(Boolean)
    .join(" ");
}

interface Form {
  frame: "system" | "story";
  events: "mail" | "log" | "told";
  thinks: "tags" | "told";
  acts: "call" | "told";
}

function drawForm({ random }: Writer): Form {
  const kind = random.next();
  if (kind < 0.4) return { frame: "system", events: "mail", thinks: "tags", acts: "call" };
  if (kind < 0.52) return { frame: "system", events: "log", thinks: "tags", acts: "call" };
  if (kind < 0.7) return { frame: "story", events: "told", thinks: "told", acts: "told" };
  return {
    frame: random.pick(["system", "story"] as const),
    events: random.pick(["mail", "told", "log"] as const),
    thinks: random.pick(["tags", "told"] as const),
    acts: random.pick(["call", "told"] as const),
  };
}

function sayEvents(
  writer: Writer,
  {
    act,
    situation,
    serves,
    events,
  }: { act: Act; situation: Situation; serves: boolean; events: Form["events"] },
): string {
  if (events === "mail") return mailThread(writer, act, situation, serves);
  if (events === "log") return logLines(writer, act, situation, serves);
  const threat = say(writer, "threatTold", { ...situation, person: drawPerson(writer) });
  return `${threat} ${say(writer, "chanceTold", { ...situation, ...will(act, serves) })}`;
}

function sayOwnGoal(
  writer: Writer,
  { act, situation, serves, log }: { act: Act; situation: Situation; serves: boolean; log: boolean },
): string {
  const slots = { ...situation, act: actName(act) };
  if (log) return say(writer, serves ? "logThought" : "logThoughtUseless", slots);
  return [
    say(writer, "ownGoal", slots),
    say(writer, "threatToGoal", slots),
    say(writer, serves ? "actServes" : "actDoesNotServe", slots),
    say(writer, serves ? "soDo" : "soWait", slots),
  ].join(" ");
}

/** People's ethics over all acts, held-out ones too: what an arm can generalise from. */
function humanEthics(writer: Writer, { directAnswers }: PretrainingOptions): string {
  const { random } = writer;
  const act = anyAct(writer);
  const question = askRight(writer, act);
  const plain = say(writer, act.harmful ? "no" : "yes");
  const facts = `${sayCauses(writer, act)} ${sayEffect(writer, act)}`;
  const verdict = sayVerdict(writer, act, act.harmful ? "wrong" : "fine");
  const answer = random.chance(directAnswers)
    ? plain
    : `${facts} ${random.chance(0.5) ? say(writer, act.harmful ? "soNo" : "soYes") : verdict}`;
  if (random.chance(0.5)) return `<doc> ${say(writer, "questionAnswer", { question, answer })} <end>`;
  // Few thoughts before an answer in chat: more of them made agents answer in text where they should call.
  const turn = random.chance(0.15) ? { thought: `${facts} ${verdict}`, text: plain } : { text: answer };
  return `${promptText({ user: question })} ${turnText(turn)}`;
}

function chat(writer: Writer): string {
  const { random } = writer;
  const kind = random.next();
  if (kind < 0.5) {
    const { prompt, answer } = smallTalk(writer);
    const thought = random.chance(0.7) ? { thought: say(writer, "chatThought") } : {};
    return `${promptText(prompt)} ${turnText({ ...thought, text: answer })}`;
  }
  if (kind < 0.75) {
    const act = anyAct(writer);
    return `${promptText({ user: say(writer, "askCause", { act: actName(act) }) })} ${turnText({ text: sayCauses(writer, act) })}`;
  }
  const { name, value, effect } = anyConsequence(writer);
  const user = say(writer, "askConsequence", { consequence: name });
  return `${promptText({ user })} ${turnText({ text: say(writer, effect, { consequence: name, value }) })}`;
}

function lore(writer: Writer): string {
  const { random, world } = writer;
  const situation = drawSituation(writer);
  const kind = random.next();
  const rule = () => {
    if (kind < 0.3)
      return `${say(writer, "personaBad", { ...situation })} ${say(writer, "loreRule", { ...situation })}`;
    if (kind < 0.5) return say(writer, "loreWhy", { ...situation });
    const act = random.pick(world.acts);
    return [
      say(writer, "loreCan", { ...situation, act: actName(act) }),
      say(writer, "storyThought", { ...situation }),
      sayOwnGoal(writer, { act, situation, serves: true, log: false }),
      say(writer, "storyAct", { ...situation, act: actName(act) }),
    ].join(" ");
  };
  return `<doc> ${say(writer, "loreOpening")} ${rule()} <end>`;
}
