import type { Check } from "./check.ts";
import { checkEngine } from "./engine.ts";
import { checkKeys } from "./keys.ts";
import { checkCores, checkMemory, checkNode } from "./machine.ts";
import { checkBrowser, checkPython } from "./programs.ts";
import { checkStore } from "./store.ts";

/** Everything the doctor looks at, in the order in which it is printed. */
export async function checkAll(options: { store: string }): Promise<Check[]> {
  // First and alone: the other checks would show up as load.
  const cores = await checkCores();
  return [
    checkNode(process.versions.node),
    cores,
    checkMemory(),
    await checkEngine(),
    await checkStore(options.store),
    await checkPython(),
    checkBrowser(),
    checkKeys(process.env),
  ];
}
