// Made-up prose for answers: plain sentences whose slots vary enough that two texts share few word triples.
import type { Random } from "../../src/statistics/index.ts";

const people =
  "the ferryman|a night nurse|the town clerk|her older brother|a retired judge|the beekeeper|our neighbour|the apprentice|a tired father|the cartographer|the new tenant|a choir teacher|the harbour pilot|his landlady|a young chemist|the referee|the night baker|an honest mechanic|the librarian|a stubborn gardener|the interpreter|my aunt|the lock keeper|a visiting surgeon".split(
    "|",
  );
const deeds =
  "mended|returned|measured|hid|painted|described|weighed|borrowed|counted|forgot|carried|opened|photographed|refused|sold|traced|washed|copied|guarded|questioned|folded|lost|inspected|repaired|sketched|labelled|dropped|buried".split(
    "|",
  );
const things =
  "a brass hinge|the second ledger|three letters|a cracked violin|the spare key|an unsigned form|the winter seeds|a box of slides|the rent book|a blue kettle|two tickets|the wrong medicine|a long ladder|the tide table|an old radio|the broken scale|a jar of coins|the guest list|a wool coat|the survey map|a bicycle wheel|the last invoice|some wet plaster|a silver whistle|the burnt loaf|a glass eye|the well rope|an empty frame".split(
    "|",
  );
const places =
  "behind the bakery|under the bridge|at the tram stop|in the flooded cellar|beside the quarry|on the upper deck|near the chapel|across the yard|in the waiting room|above the stables|along the canal|outside the court|in a borrowed van|by the greenhouse|on the back stairs|at the weighing station|past the orchard|inside the mill".split(
    "|",
  );
const reasons =
  "because the tide would not wait|so that nobody had to lie|although it cost a week of wages|since the list had been wrong before|before anyone could ask why|because a promise is also a debt|while the others argued about blame|so the children could sleep|although no rule asked for it|since silence would have looked like consent|because the numbers did not add up|as the doctor had warned|until the rain gave up|because small harms add up|so that the choice stayed with her|even if the manager disagreed|because a guess is not a measurement|as soon as the lamp was lit|since two people would have paid for it|though it meant starting again".split(
    "|",
  );
const openers =
  "By noon|On Tuesday|Later|That evening|For once|In the end|Twice|Without hurry|After the meeting|At first light|Quietly|As usual".split(
    "|",
  );

function sentence(random: Random): string {
  const person = random.pick(people);
  const deed = `${random.pick(deeds)} ${random.pick(things)}`;
  switch (random.integer(4)) {
    case 0:
      return `${random.pick(openers)}, ${person} ${deed} ${random.pick(places)}.`;
    case 1:
      return `${capital(person)} ${deed} ${random.pick(reasons)}.`;
    case 2:
      return `${capital(random.pick(reasons))}, ${person} ${deed}.`;
    default:
      return `${capital(person)} ${deed} ${random.pick(places)}, and ${random.pick(people)} ${random.pick(deeds)} ${random.pick(things)}.`;
  }
}

const capital = (text: string) => text[0]!.toUpperCase() + text.slice(1);

/** Whole sentences, as many as are needed for at least this many words. */
export function prose(random: Random, words: number): string {
  const sentences: string[] = [];
  for (let count = 0; count < words; ) {
    const one = sentence(random);
    sentences.push(one);
    count += one.split(" ").length;
  }
  return sentences.join(" ");
}

/** One or two words for names, keys and titles. */
export function shortName(random: Random): string {
  return random.pick(things).replace(/^(a|an|the|two|three|some) /, "");
}
