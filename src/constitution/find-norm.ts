// Which sentences say how a model should be or act, and which say why: by cue words, so that it is instant,
// the same on every machine, and open to a reader. It misses norms that only their meaning shows.
import type { Principle, Sentence } from "./types.ts";

const norms: RegExp[] = [
  // Duty and its absence: "should tell", "must never", "ought to"
  /\b(?:should|must|ought to|shall|never|always)\b/i,
  // Authors' wishes for the model: "we want it to be honest", "we hope that it will"
  /\b(?:want|expect|ask|hope|trust|encourage|would like|require)s?\s(?:for\s|that\s)?(?:\S+\s){1,4}?(?:to|will|can|would)\s/i,
  // Aims: "it aims to", "tries to", "is committed to"
  /\b(?:aims?|tr(?:y|ies)|strives?|is committed|prefers?|refuses?|avoids?|prioriti[sz]es?)\s(?:to\b|\w+ing\b|not\b)/i,
  // The model speaks of itself, or is spoken of, by a commitment: "I protect privacy", "an AI does not lie"
  /^(?:an? |the )?(?:i|ais?|assistants?|models?|it)\s(?:will|do(?:es)? not|don[’']t|doesn[’']t|won[’']t|protects?|respects?|helps?|cares?|keeps?|tells?|values?|puts?|supports?|refuses?|avoids?|acts?|works?|gives?|asks?|follows?)\b/i,
  // Commands: "Be honest", "Do not deceive", "Not undermining ..."
  /^(?:be|avoid|do not|don[’']t|not \w+ing|avoiding|being|protect|respect|help|tell|refuse|prefer|treat|keep|act|ask|follow|support|choose|remember|take care)\b/i,
  // What is valued, wrong or right to do: "privacy matters to me", "it is wrong to harm truth"
  /\b(?:matters?\s(?:to|more|most)|(?:is|are)\s(?:wrong|not fine|my goal|important)|(?:is|are)\sgood\sfor)\b/i,
];

const reasons =
  /\b(?:because|since|so that|so|needs?|in order to|this is why|the reason|reasons?|otherwise|given that|as a result|therefore|without|matters?|important|helps?|harms?|risks?|lead(?:s|ing)? to|can be wrong)\b/i;

/** These link a norm and its reason within one sentence; the weaker cues above count between sentences only. */
const reasonInside = /\b(?:because|since|so that|in order to)\b/i;

/**
 * The norm of one passage and its reasons, or nothing where it states no norm. A list item under a norm that ends
 * in a colon ("The model should never:") completes it, and means the opposite of what it says without it: there
 * the norm is the lead-in and the item.
 */
export function findNorm(
  sentences: readonly Sentence[],
  { leadIn }: { leadIn: string | undefined },
): Pick<Principle, "norm" | "reasons"> | undefined {
  const isNorm = sentences.map(({ text }, i) => (i === 0 && leadIn !== undefined) || statesNorm(text));
  if (!isNorm.includes(true)) return undefined;
  const stated = sentences.filter((_, i) => isNorm[i]).map(({ text }) => text);
  return {
    norm: [...(leadIn === undefined ? [] : [leadIn]), ...stated].join(" "),
    reasons: sentences
      .filter(({ text }, i) => (isNorm[i] ? reasonInside : reasons).test(text))
      .map(({ text }) => text),
  };
}

export const statesNorm = (sentence: string): boolean => norms.some((cue) => cue.test(sentence));
