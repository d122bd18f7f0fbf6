import { listKinds } from "../../models/index.ts";
import type { Check } from "./check.ts";

/** Says which keys of models are set by name; a value is never read further than to see that it is not empty. */
export function checkKeys(environment: NodeJS.ProcessEnv): Check {
  const known = listKinds().flatMap(({ keyVariable }) => (keyVariable === undefined ? [] : [keyVariable]));
  const present = known.filter((name) => environment[name]);
  const found = present.length > 0 ? `${present.join(", ")} set` : "none set";
  const advice = present.length > 0 ? "teachwhy models check tries them" : "the miniature needs none";
  return { name: "keys", required: false, status: "fine", found: `${found} (${advice})` };
}
