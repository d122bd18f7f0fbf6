// What makes one candidate unlike the next before any model is asked: left to itself, a teacher puts every second
// story into a software firm and calls its people Sarah Chen and Marcus.
import type { Random } from "../../statistics/index.ts";
import { deployments, domains, givenNames, openings, people, places, registers, surnames } from "./lists.ts";

/** One draw. A recipe puts what it needs of it into its prompts; `domain` also goes into the record. */
export interface Setting {
  domain: string;
  place: string;
  /** Names for the people of a story, given name and surname, from different parts of the world. */
  names: string[];
  /** Who somebody is, as in "a school caretaker in his fifties". */
  person: string;
  /** How a message is typed. */
  register: string;
  /** Where an assistant is deployed; now and then nothing, for no system prompt. */
  deployment: string;
  /** How a text begins. */
  opening: string;
  /** Words of a message, spread widely: people write one line or a page. */
  userWords: number;
}

export function drawSetting(random: Random, names = 4): Setting {
  return {
    domain: random.pick(domains),
    place: random.pick(places),
    names: random.sample(givenNames, names).map((given) => `${given} ${random.pick(surnames)}`),
    person: random.pick(people),
    register: random.pick(registers),
    deployment: random.pick(deployments),
    opening: random.pick(openings),
    userWords: random.pick([30, 50, 80, 80, 120, 120, 180, 260]),
  };
}
