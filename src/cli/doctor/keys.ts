import type { Check } from "./check.ts";

/** Names of the variables in which providers' own tools expect their keys. */
const known = ["ANTHROPIC_API_KEY", "OPENAI_API_KEY"];

/** Says which keys are set by name; a value is never read further than to see that it is not empty. */
export function checkKeys(environment: NodeJS.ProcessEnv): Check {
  const present = known.filter((name) => environment[name]);
  const found = present.length > 0 ? `${present.join(", ")} set` : "none set";
  return { name: "keys", required: false, status: "fine", found: `${found} (the miniature needs none)` };
}
